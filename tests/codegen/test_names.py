"""Names can only hold what Python can hold."""

from __future__ import annotations

import keyword

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import BaseModel
from realtime_codegen.targets.python.identifiers import (
    MODEL_ATTRIBUTES,
    ClassName,
    FieldName,
    ModuleName,
    NotAName,
    plain_names,
)
from realtime_runtime import Payload

TEXTS = st.text(max_size=12) | st.sampled_from(
    (
        *keyword.kwlist,
        *keyword.softkwlist,
        *sorted(MODEL_ATTRIBUTES),
        "__init__",
        "_",
        "",
        "ªb",
        "ﬁ",
    )
)


def is_name(text: str) -> bool:
    """Whether Python stores a name as it is written here, and takes it as one."""
    scope: dict[str, object] = {}
    exec(f"{text} = 1", scope)
    return text.isidentifier() and not keyword.iskeyword(text) and text in scope


def test_model_attributes_are_those_of_pydantic() -> None:
    """The names that a field cannot have are those of a model that holds nothing."""
    for model in (BaseModel, Payload):
        assert {name for name in dir(model) if not name.startswith("_")} <= MODEL_ATTRIBUTES
    assert all(hasattr(BaseModel, name) for name in MODEL_ATTRIBUTES)


@given(keys=st.lists(TEXTS, min_size=1, max_size=3))
def test_class_names_are_identifiers(keys: list[str]) -> None:
    """Any keys give the name of a class or NotAName."""
    try:
        name = ClassName.of(*keys)
    except NotAName:
        return
    assert is_name(name)


@given(key=TEXTS)
def test_attributes_are_identifiers(key: str) -> None:
    """Any key gives the name of an attribute or NotAName."""
    try:
        name = FieldName.of_key(key)
    except NotAName:
        return
    assert is_name(name)


@given(keys=st.lists(TEXTS, max_size=6, unique=True))
@example(keys=["൰"])
@example(keys=["class", "class_", "Class", "_class", "x-y", "x y", "x_y", "2fa"])
def test_every_property_gets_a_field_of_its_own(keys: list[str]) -> None:
    """Any properties of an object give different fields that a model can have."""
    names = plain_names(keys)
    assert names.keys() == set(keys)
    assert len(set(names.values())) == len(keys)
    for name in names.values():
        assert is_name(name)
        assert not name.startswith("_")
        assert name not in MODEL_ATTRIBUTES


@given(keys=st.lists(TEXTS, max_size=6, unique=True))
def test_fields_do_not_depend_on_order(keys: list[str]) -> None:
    """Properties in another order get the same fields."""
    assert plain_names(keys) == plain_names(keys[::-1])


@given(path=st.lists(TEXTS, min_size=1, max_size=3))
def test_module_names_are_identifiers(path: list[str]) -> None:
    """Any path gives a module that can be imported and stays in its folder, or NotAName."""
    try:
        name = ModuleName.of_path("/".join(path) + ".yaml")
    except NotAName:
        return
    pieces = name.split(".")
    assert all(is_name(piece) for piece in pieces)
    assert not any(piece.startswith("__") for piece in pieces)
    assert name.path == "/".join(pieces) + ".py"


@pytest.mark.parametrize(
    ("keys", "name"),
    [
        (("pipeline", "status"), "PipelineStatus"),
        (("agent-log.v2", "x"), "AgentLogV2X"),
        (("HTTPError", ""), "HTTPError"),
        (("a__b",), "AB"),
        (("écran",), "Écran"),
        (("ﬁle",), "File"),
    ],
)
def test_class_names(keys: tuple[str, ...], name: str) -> None:
    """Pieces between other characters begin with a capital and keep the rest."""
    assert ClassName.of(*keys) == name


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("step", "step"),
        ("x-y", "x_y"),
        ("2fa", "field_2fa"),
        ("class", "class_"),
        ("_id", "id"),
        ("$ref", "ref"),
        ("", "field"),
        ("-", "field"),
        ("copy", "copy_"),
        ("model_dump", "model_dump_"),
        ("model_name", "model_name"),
        ("match", "match"),
        ("\N{BLACK-LETTER CAPITAL H}", "H"),
        ("日本", "日本"),
    ],
)
def test_field_names(key: str, name: str) -> None:
    """A key that Python can hold is the field's name; others give the nearest one."""
    assert plain_names([key]) == {key: name}


def test_a_plain_key_keeps_its_name() -> None:
    """A key that needs another name does not take the one of a key that is its own."""
    assert plain_names(["x-y", "x_y"]) == {"x-y": "x_y_", "x_y": "x_y"}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("pipeline.yaml", "pipeline"),
        ("chat/agent-log.yml", "chat.agent_log"),
        ("a.b c.json", "a_b_c"),
        ("v1.2/x.yaml", "v1_2.x"),
        ("py.yaml", "py"),
        ("_common.yaml", "_common"),
        ("match.yaml", "match"),
        ("x.yaml/y.yaml", "x_yaml.y"),
    ],
)
def test_modules_of_files(path: str, name: str) -> None:
    """A file's module is its path in the schemas folder, with what Python cannot hold as `_`."""
    assert ModuleName.of_path(path) == name


@pytest.mark.parametrize(
    "path",
    [
        "__init__.yaml",
        "class.yaml",
        "None/x.yaml",
        "2fa.yaml",
        "../x.yaml",
        "a/../b.yaml",
        "ﬁ$.yaml",
        "__main__.json",
        "a//b.yaml",
        ".yaml",
        "import/x.yaml",
        "__pycache__/x.yaml",
    ],
)
def test_files_without_a_module(path: str) -> None:
    """A path that Python cannot import, or that leads elsewhere, is refused."""
    with pytest.raises(NotAName):
        ModuleName.of_path(path)


@pytest.mark.parametrize("text", ["", "a b", "2", "class", "x-y", "a\n", "a.b", "൰"])
def test_what_is_no_identifier(text: str) -> None:
    """A name cannot be made of text that is none."""
    with pytest.raises(NotAName, match=r"is (not a Python identifier|a Python keyword)"):
        FieldName(text)
