"""Channel names are filled and refused as in Python: one table for both."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from realtime_runtime import InvalidParameter
from realtime_runtime.names import ChannelName

from ..support import node
from ..support.typescript import typescript

if TYPE_CHECKING:
    from pathlib import Path

TEXT = {"type": "string"}
INTEGER = {"type": "integer"}
UUID = {"type": "string", "format": "uuid"}
ID = "0190e9a2-7d5c-7b11-8f3d-1d4b5a6c7d8e"

# The template, its parameters, values, and the name; None is refused.
CASES: list[tuple[str, dict[str, Any], dict[str, Any], str | None]] = [
    ("a:{x}", {"x": TEXT}, {"x": "b"}, "a:b"),
    ("a:{x}", {"x": TEXT}, {"x": "b c"}, "a:b c"),
    ("a:{x}", {"x": TEXT}, {"x": "ü🎈"}, "a:ü🎈"),
    ("a:{x}", {"x": TEXT}, {"x": "b:c"}, None),
    ("a:{x}", {"x": TEXT}, {"x": ""}, None),
    ("a:{x}", {"x": TEXT}, {"x": None}, None),
    ("a:{x}", {"x": TEXT}, {"x": 1}, None),
    ("a:{x}", {"x": TEXT}, {"x": True}, None),
    ("a:{x}", {"x": TEXT}, {"x": ["b"]}, None),
    ("a:{x}", {"x": TEXT}, {}, None),
    ("a:{x}", {"x": TEXT}, {"x": "b", "y": "c"}, None),
    ("a:{x}", {"x": TEXT}, {"__proto__": "b"}, None),
    ("a:{__proto__}", {"__proto__": TEXT}, {"__proto__": "b"}, "a:b"),
    ("a:{constructor}", {"constructor": TEXT}, {}, None),
    ("a:{x}", {"x": TEXT}, {"x": "b\n"}, None),
    ("a:{x}", {"x": TEXT}, {"x": "\u2028"}, None),
    ("a:{x}", {"x": TEXT}, {"x": "\u00a0"}, None),
    ("a:{x}", {"x": TEXT}, {"x": "\u202e"}, None),
    ("a:{x}", {"x": TEXT}, {"x": "\ue000"}, None),
    ("{x}/{y}", {"x": TEXT, "y": TEXT}, {"x": "b", "y": "c:d"}, "b/c:d"),
    ("{x}/{y}", {"x": TEXT, "y": TEXT}, {"x": "b/", "y": "c"}, None),
    ("{x}/{y}", {"x": TEXT, "y": TEXT}, {"x": "b", "y": "c/d"}, None),
    ("{x}to{y}", {"x": TEXT, "y": TEXT}, {"x": "b", "y": "c"}, "btoc"),
    ("{x}to{y}", {"x": TEXT, "y": TEXT}, {"x": "batob", "y": "c"}, None),
    ("{x}to{y}", {"x": TEXT, "y": TEXT}, {"x": "bt", "y": "c"}, "bttoc"),
    ("{x}aba{y}", {"x": TEXT, "y": TEXT}, {"x": "xab", "y": "c"}, None),
    ("{x}🎈{y}", {"x": TEXT, "y": TEXT}, {"x": "a🎉", "y": "b"}, "a🎉🎈b"),
    ("{x}🎈{y}", {"x": TEXT, "y": TEXT}, {"x": "a🎈", "y": "b"}, None),
    ("{x}🎈a{y}", {"x": TEXT, "y": TEXT}, {"x": "a🎈", "y": "b"}, None),
    ("a{x}", {"x": TEXT}, {"x": "aaa"}, "aaaa"),
    ("²{x}", {"x": TEXT}, {"x": "²"}, "²²"),
    ("n:{x}", {"x": INTEGER}, {"x": 5}, "n:5"),
    ("n:{x}", {"x": INTEGER}, {"x": -5}, "n:-5"),
    ("n:{x}", {"x": INTEGER}, {"x": 0}, "n:0"),
    ("n:{x}", {"x": INTEGER}, {"x": 1.5}, None),
    ("n:{x}", {"x": INTEGER}, {"x": "5"}, None),
    ("n:{x}", {"x": INTEGER}, {"x": False}, None),
    ("n-{x}", {"x": INTEGER}, {"x": -5}, None),
    ("u:{x}", {"x": UUID}, {"x": ID}, f"u:{ID}"),
    ("u:{x}", {"x": UUID}, {"x": ID.upper()}, f"u:{ID}"),
    ("u:{x}", {"x": UUID}, {"x": ID[1:]}, None),
    ("u:{x}", {"x": UUID}, {"x": f"{ID}\n"}, None),
    ("e:{x}", {"x": {**TEXT, "enum": ["b", "c d"]}}, {"x": "c d"}, "e:c d"),
    ("e:{x}", {"x": {**TEXT, "enum": ["b", "c d"]}}, {"x": "c"}, None),
    ("p:{x}", {"x": {**TEXT, "pattern": "^.$"}}, {"x": "🎈"}, "p:🎈"),
    ("p:{x}", {"x": {**TEXT, "pattern": "^.$"}}, {"x": "ab"}, None),
    ("p:{x}", {"x": {**TEXT, "pattern": "b"}}, {"x": "abc"}, "p:abc"),
]

_SCRIPT = """
import { readFileSync } from "node:fs";
import { fill } from "./out/_realtime.js";
for (const [template, parameters, values] of JSON.parse(readFileSync("cases.json", "utf8"))) {
  let name = null;
  try {
    name = fill(template, parameters, values);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  console.log(JSON.stringify(name));
}
"""


_UUID = """
import { aChannel } from "./out/index.js";
for (const x of ["%s", "%s"]) console.log(JSON.stringify(aChannel({ x }).name));
"""


@pytest.mark.parametrize("case", CASES, ids=str)
def test_python_fills_names(case: tuple[str, dict[str, Any], dict[str, Any], str | None]) -> None:
    """The runtime gives the name of each case, or refuses its values."""
    template, parameters, values, name = case
    try:
        assert ChannelName(template, parameters).fill(values) == name
    except InvalidParameter:
        assert name is None


def test_typescript_fills_names(tmp_path: Path) -> None:
    """TypeScript gives the same names, and refuses the same values."""
    node.lay(tmp_path, typescript({"a.yaml": "$defs: {A: {type: string}}"})[0])
    node.transpile(tmp_path)
    (tmp_path / "cases.json").write_text(json.dumps(CASES))
    assert node.answers(tmp_path, _SCRIPT) == [name for *_, name in CASES]


def test_a_uuid_of_an_enumeration_has_no_case(tmp_path: Path) -> None:
    """However the definition writes it, and the user: in both languages."""
    parameters = {"x": {**UUID, "enum": [ID.upper()]}}
    channel = {"name": "u:{x}", "params": parameters, "topics": {"t": {"schema": True}}}
    node.lay(tmp_path, typescript({"a.json": json.dumps({"channels": {"a": channel}})})[0])
    node.transpile(tmp_path)
    python = ChannelName("u:{x}", parameters)
    names = [python.fill({"x": value}) for value in (ID, ID.upper())]
    assert names == node.answers(tmp_path, _UUID % (ID, ID.upper())) == [f"u:{ID}"] * 2
