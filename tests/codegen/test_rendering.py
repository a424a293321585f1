"""Text from a definition never becomes code, and the output is formatted."""

from __future__ import annotations

import ast
import json
import re
import sys
from functools import reduce
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from realtime_codegen.targets.python.source import docstring, literal

from ..support.commands import run
from ..support.files import ROOT
from ..support.generating import generate

pytestmark = pytest.mark.slow

PIECES = (
    *('"', "'", '"""', "'''", "\\", "\\\\", "\n", "\r", "\r\n", "\t", "\0", "\x0b", "\x0c", "\x1b"),
    *(
        "\x1c",
        "\x85",
        "\u2028",
        "\u2029",
        "\ufeff",
        "\u200b",
        "\u202e",
        "\xa0",
        "\x7f",
        "\U0001f600",
    ),
    *(
        "{",
        "}",
        "{{ 1 }}",
        "{% if 1 %}",
        "{# x #}",
        "{self}",
        "%s",
        "$x",
        "#",
        "# x\n",
        "\\N{DASH}",
    ),
    *(
        " ",
        "  ",
        "word",
        ")",
        "import os",
        '"""\nimport os\n"""',
        "\\'",
        '\\"',
        "é",
        "\\u0041",
        "\\x",
    ),
)
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=6).map("".join)


def few(number: int) -> settings:
    return settings(
        max_examples=number,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )


def definitions(text: str) -> dict[str, Any]:
    """A file with a text wherever it is free."""
    thing = {
        "type": "object",
        "title": text,
        "description": f"d{text}",
        "properties": {
            "kind": {"enum": ["a", f"x{text}"], "description": f"d{text}", "default": f"x{text}"},
            "only": {"const": f"x{text}", "$comment": text, "examples": [text]},
            "note": {"type": "string", "default": f"x{text}", "description": f"d{text}"},
        },
        "required": ["kind"],
    }
    channel = {
        "name": "a:{key}:{kind}",
        "description": f"d{text}",
        "params": {
            "key": {"type": "string", "description": f"d{text}"},
            "kind": {"enum": ["a", f"x{text}"]},
        },
        "topics": {
            "inline": {"schema": thing, "description": f"d{text}"},
            "shared": {"schema": {"$ref": "#/$defs/Thing"}, "description": f"d{text}"},
        },
    }
    alias = {"enum": [f"x{text}", 1, None], "description": f"d{text}"}
    return {"channels": {"a": channel}, "$defs": {"Thing": thing, "Alias": alias}}


def generated(data: dict[str, Any], path: str = "a.json") -> str:
    text = re.sub(r"(\\ud[89ab]..\\ud[c-f]..)", lambda m: json.loads(f'"{m[0]}"'), json.dumps(data))
    output = generate({path: text.encode()}, "schemas")
    assert output.files is not None, output.diagnostics
    return output.files["a.py"]


def without_texts(source: str) -> str:
    """The syntax tree of a module, with every text in it made the same."""
    tree = _Unions().visit(ast.parse(source))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.dump(tree)


class _Unions(ast.NodeTransformer):
    """A union that is too long for a line is written as typing.Union; both forms are one here."""

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.value, ast.Attribute) and node.value.attr == "Union":
            assert isinstance(node.slice, ast.Tuple)
            return reduce(lambda a, b: ast.BinOp(a, ast.BitOr(), b), node.slice.elts)
        return node


def is_formatted(source: str) -> bool:
    layout = ("--isolated", "--line-length=88", "--target-version=py311")
    ran = run("ruff", "format", *layout, "--diff", "-", stdin=source, status=None)
    return ran.status == 0 or bool(print(ran.out))


@few(60)
@given(text=TEXTS)
@example(text='"')
@example(text='"""')
@example(text="\\")
@example(text='"""\nimport os\n"""')
@example(text="{{ 1 }}{% raw %}")
@example(text="".join(PIECES))
def test_texts_change_nothing_but_texts(text: str) -> None:
    """Whatever a text says, the module is the same but for its string constants."""
    source = generated(definitions(text))
    assert without_texts(source) == without_texts(generated(definitions("")))
    assert json.dumps(text, ensure_ascii=False)[1:-1] in "".join(
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


@few(60)
@given(text=TEXTS)
@example(text="".join(PIECES))
@example(text='"a"')
@example(text='a"')
@example(text="a\\")
@example(text="a\n\n\n  b \n")
def test_the_output_is_formatted(text: str) -> None:
    """A formatter with its usual line length has nothing to change."""
    data = definitions(text)
    data["$defs"]["Thing"]["description"] = text
    data["channels"]["a"]["description"] = text
    assert is_formatted(generated(data))


@few(60)
@given(keys=st.lists(TEXTS.filter(bool), min_size=1, max_size=4, unique=True))
@example(keys=["__class__", "__x", "a.b", "class", "self", "datetime", "typing", "int", "str"])
@example(keys=["\n", '"', "\\", "'''"])
def test_keys_are_fields_or_texts(keys: list[str]) -> None:
    """Whatever keys an object has, its module compiles, is formatted and names each key."""
    properties = {key: {"type": "integer", "default": 1} for key in keys}
    properties |= {"when": {"type": "string", "format": "date-time"}}
    shape = {"type": "object", "properties": properties}
    source = generated({"$defs": {"Thing": shape}})
    compile(source, "a.py", "exec")
    assert is_formatted(source)
    words = {node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)}
    words |= {
        n.target.id
        for n in ast.walk(ast.parse(source))
        if isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Name)
    }
    assert words >= set(keys)


@given(text=TEXTS)
def test_docstrings_say_what_the_text_says(text: str) -> None:
    """A docstring is one string, with the words of the text in it and in their order."""
    source = docstring(text, 1)
    value = ast.literal_eval(source) if source else ""
    assert isinstance(value, str)
    assert value.split() == escaped(text).split() or not text.isprintable()
    assert "".join(filter(str.isalnum, text)) in "".join(filter(str.isalnum, value)) or (
        not text.isprintable()
    )


def escaped(text: str) -> str:
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@given(value=VALUES)
def test_literals_are_their_values(value: Any) -> None:
    """A JSON value as Python source is that value."""
    assert ast.literal_eval(literal(value)) == value


def test_a_file_name_is_no_code() -> None:
    """The name of a definition file stands in a comment, on one line."""
    output = generate({"a\nimport os #/x.json": b'{"$defs": {}}'}, "schemas")
    assert output.files is None
    assert {problem.code for problem in output.diagnostics} == {"no-python-name"}


IMPORTABLE = {*sys.stdlib_module_names, "pydantic", "typing_extensions", "realtime_runtime"}


def test_modules_import_what_is_promised() -> None:
    """Generated modules import the standard library, pydantic, typing_extensions, the runtime."""
    folder = ROOT / "schemas"
    sources = {path.name: path.read_bytes() for path in folder.glob("*.yaml")}
    output = generate(sources, "schemas")
    assert output.files
    seen = set()
    for path, text in output.files.items():
        for node in ast.walk(ast.parse(text, path)):
            if isinstance(node, ast.Import):
                seen |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                seen.add((node.module or "").partition(".")[0])
    assert {"pydantic", "realtime_runtime", "typing_extensions", "datetime"} <= seen <= IMPORTABLE
