"""The faults of datamodel-code-generator in the table of the design, each mended here."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

import datamodel_code_generator
import pytest

from ..support.commands import python
from ..support.generating import generate
from ..support.packages import Package
from .whole_path import definitions, generated, same

if TYPE_CHECKING:
    from pathlib import Path

    from realtime_runtime import TopicRef

    from ..support.projects import Project

pytestmark = pytest.mark.slow


class Module:
    """One schema's module, as text and imported."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.text = ""
        self.warnings: list[str] = []

    def topic(self, schema: object) -> TopicRef[Any, Any]:
        files, problems = generated(definitions({"m": schema}))
        assert not [problem for problem in problems if problem.is_error]
        self.warnings = [problem.code for problem in problems]
        self.text = files["m.py"]
        return Package.of(files, self._folder).topic("m")

    def fields(self, class_: str) -> dict[str, str]:
        """The type hints of a class, as they are written."""
        for node in ast.parse(self.text).body:
            if isinstance(node, ast.ClassDef) and node.name == class_:
                fields = [field for field in node.body if isinstance(field, ast.AnnAssign)]
                return {ast.unparse(f.target): ast.unparse(f.annotation) for f in fields}
        raise LookupError(class_)

    @property
    def types(self) -> tuple[str, str]:
        """What is received by the topic, and what else may be published, as it is written."""
        (topic,) = self.fields("MChannel").values()
        hint = ast.parse(topic, mode="eval").body
        assert isinstance(hint, ast.Subscript)
        assert isinstance(hint.slice, ast.Tuple)
        received, published, _ = map(ast.unparse, hint.slice.elts)
        return received, published


@pytest.fixture
def package(tmp_path: Path) -> Module:
    return Module(tmp_path)


def test_the_library_is_called_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many files with many topics take one call."""
    calls: list[object] = []
    call = datamodel_code_generator.generate

    def counted(*args: Any, **kwargs: Any) -> Any:
        calls.append(args)
        return call(*args, **kwargs)

    monkeypatch.setattr(datamodel_code_generator, "generate", counted)
    schemas = {
        f"m{n}": {"properties": {f"p{n}": {"type": "integer", "maximum": n}}} for n in range(30)
    }
    assert generate(definitions(schemas), "").files
    assert len(calls) == 1


def test_the_library_formats_nothing_and_warns_of_nothing(project: Project) -> None:
    """Neither black nor isort is loaded, and no warning is given."""
    project.define("m.yaml", "$defs: {A: {type: string}}")
    program = (
        "import sys; from realtime_codegen.cli import main;"
        "assert main(['schemas']) == 0;"
        "assert 'datamodel_code_generator' in sys.modules;"
        "assert not {'black', 'isort'} & sys.modules.keys()"
    )
    python(program)


def test_names_do_not_depend_on_order(package: Module) -> None:
    """Two properties that differ in punctuation and case alone give the same classes in any order,
    and two keys of definitions that do are a problem, with both places."""
    schema = {"type": "object", "required": ["a"], "properties": {"a": {}}}
    texts = []
    for keys in (("foo-bar", "FooBar"), ("FooBar", "foo-bar")):
        package.topic({"type": "object", "properties": dict.fromkeys(keys, schema)})
        classes = re.findall(r"class (\w+)\(realtime_runtime\.Payload\b", package.text)
        texts.append({*classes, *re.findall(r"\w+: (\w+) \| None", package.text)})
    assert texts[0] == texts[1]
    assert len(texts[0]) == 3
    both = b"$defs: {foo-bar: {type: string}, FooBar: {type: string}}"
    (problem,) = generate({"a.yaml": both}, "").diagnostics
    assert problem.code == "class-taken"
    assert problem.related
    assert "x-name" in problem.message


def test_files_that_refer_to_each_other_have_modules_of_their_own() -> None:
    """A cycle over files gives each class in the module of its file, and none is Any."""
    node = '$defs: {%s: {type: object, properties: {other: {$ref: "%s.yaml#/$defs/%s"}}}}'
    sources = {"a.yaml": node % ("A", "b", "B"), "b.yaml": node % ("B", "a", "A")}
    files = generate({path: text.encode() for path, text in sources.items()}, "").files
    assert files is not None
    assert "other: _b.B | None" in files["a.py"]
    assert "other: _a.A | None" in files["b.py"]
    assert "Any" not in files["a.py"] + files["b.py"]


@pytest.mark.parametrize(
    ("reference", "code"),
    [("#/$defs/Missing", "ref-not-found"), ("https://example.com/a.json", "ref-remote")],
)
def test_a_reference_that_leads_nowhere_is_an_error(reference: str, code: str) -> None:
    """It is reported where it stands; nothing becomes Any, and nothing is fetched."""
    result = generate(definitions({"m": {"$ref": reference}}), "")
    assert result.files is None
    assert [(p.code, p.position.line) for p in result.diagnostics] == [(code, 1)]


@pytest.mark.parametrize("keyword", ["customTypePath", "customBasePath"])
def test_no_keyword_imports_code(keyword: str) -> None:
    """The library's own keywords are refused."""
    result = generate(definitions({"m": {"type": "string", keyword: "os.system"}}), "")
    assert result.files is None
    assert [problem.code for problem in result.diagnostics] == ["unsafe-keyword"]


def test_a_required_key_without_a_property_is_a_field(package: Module) -> None:
    """It is required in the model and in the input."""
    package.topic({"type": "object", "required": ["id"], "properties": {"n": {"type": "null"}}})
    assert package.fields("MIt")["id"] == "typing.Any"
    assert package.fields("MItInput")["id"] == "typing.Any"


def test_a_forbidden_property_is_no_field(package: Module) -> None:
    """A property whose schema is false is in neither type, and refused."""
    ref = package.topic({"type": "object", "properties": {"a": {"type": "null"}, "b": False}})
    assert list(package.fields("MItInput")) == ["a"]
    with pytest.raises(ValueError, match="/b"):
        ref({"b": 1})


def test_an_all_of_that_narrows_is_one_class(package: Module) -> None:
    """The narrower of a property's types is the field's."""
    wide = {"type": "object", "properties": {"kind": {"type": "string"}, "n": {"type": "number"}}}
    narrow = {"properties": {"kind": {"enum": ["a", "b"]}, "n": {"type": "integer"}}}
    package.topic({"allOf": [wide, narrow], "required": ["kind", "n"]})
    assert package.fields("MIt") == {"kind": "typing.Literal['a', 'b']", "n": "int"}


def test_a_recursive_array_is_a_named_type(package: Module) -> None:
    """It holds arrays of itself, however deep."""
    ref = package.topic({"type": "array", "items": {"$ref": "#"}})
    assert 'MIt: typing.TypeAlias = "list[MIt]"' in package.text
    assert 'list[typing.ForwardRef("MIt", module=__name__)]' in package.text
    assert ref([[], [[]]]).data == [[], [[]]]


def test_a_nullable_root_object_can_be_null(package: Module) -> None:
    """`type: [object, "null"]` is the model or None."""
    ref = package.topic({"type": ["object", "null"], "properties": {"a": {"type": "integer"}}})
    assert package.types == ("MIt | None", "MItInput | None")
    assert ref(None).data is None
    assert ref({"a": 1}).data.a == 1


@pytest.mark.parametrize("name", ["duration", "decimal", "binary", "byte", "password", "email"])
def test_a_format_without_a_python_type_is_text(package: Module, name: str) -> None:
    """What has no JSON form is no type of a field."""
    package.topic({"type": "string", "format": name})
    assert package.types == ("str", "typing.Never")


@pytest.mark.parametrize(
    ("values", "hint"),
    [
        ([1.5, 2.5], "int | float"),
        ([{"a": 1}], "dict[str, typing.Any]"),
        ([[1], [2]], "list[typing.Any]"),
        (["a", 1, None], 'typing.Literal["a", 1] | None'),
    ],
)
def test_an_enum_of_any_values_has_a_type(package: Module, values: list[Any], hint: str) -> None:
    """Literals where Python has them, else a wider type, with a warning; every value passes."""
    ref = package.topic({"enum": values})
    assert package.types[0] == hint.replace('"', "'")
    assert package.warnings == ([] if "Literal" in hint else ["wider-type"])
    assert all(same(ref(value).data, value) for value in values)


def test_typed_extra_keys_are_told_of(package: Module) -> None:
    """No checker of ours understands them in a TypedDict: a warning says that run time does."""
    schema = {"type": "object", "additionalProperties": {"type": "integer"}}
    ref = package.topic({**schema, "properties": {"a": {"type": "string"}}})
    assert package.warnings == ["wider-type"]
    assert "extra_items" not in package.text
    assert ref({"a": "", "b": 1}).data.model_extra == {"b": 1}
    with pytest.raises(ValueError, match="/b"):
        ref({"b": ""})


@pytest.mark.parametrize(
    ("prefix", "others", "hint"),
    [
        (["string", "integer"], {"items": False, "minItems": 2}, "tuple[str, int]"),
        (["string", "string"], {"items": {"type": "string"}}, "list[str]"),
        (["string", "integer"], {"items": {"type": "null"}}, "list[str | int | None]"),
    ],
)
def test_a_tuple_is_one_where_its_length_is_known(
    package: Module, prefix: list[str], others: dict[str, Any], hint: str
) -> None:
    """Else it is a list of all that may be in it."""
    first = [{"type": type_} for type_ in prefix]
    package.topic({"type": "array", "prefixItems": first, **others})
    assert package.types[0] == hint.replace('"', "'")


def test_nullable_and_optional_are_two_things(package: Module) -> None:
    """All four combinations have types of their own, and only a nullable key is sent as null."""
    text, nullable = {"type": "string"}, {"type": ["string", "null"]}
    properties = {"r": text, "rn": nullable, "o": text, "on": nullable}
    ref = package.topic({"type": "object", "required": ["r", "rn"], "properties": properties})
    assert package.fields("MItInput") == {
        "r": "str",
        "rn": "str | None",
        "o": "typing.NotRequired[str]",
        "on": "typing.NotRequired[str | None]",
    }
    assert ref({"r": "", "rn": None, "on": None}).body == b'{"r":"","rn":null,"on":null}'
    for wrong in ({"r": "", "rn": None, "o": None}, {"r": None, "rn": None}, {"r": ""}):
        with pytest.raises(ValueError, match="payload"):
            ref(wrong)


def test_what_the_library_leaves_alone_is_right() -> None:
    """Texts with quotes and backslashes, keywords and unicode as keys give code that compiles."""
    odd = 'a "quoted" \\n """text""" \\'
    keys = ("class", "é", "x-y", "2fa", 'q"\\')
    schema = {"type": "object", "properties": {key: {"description": odd} for key in keys}}
    files = generate(definitions({"m": {**schema, "description": odd}}), "").files
    assert files is not None
    compile(files["m.py"], "m.py", "exec")
    for key in keys:
        assert repr(key).strip("'") in files["m.py"] or key in files["m.py"]
