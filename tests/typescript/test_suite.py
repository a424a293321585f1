"""JSON-Schema-Test-Suite in TypeScript: TypeBox validates as jsonschema-rs does.

What differs is listed in `suite/`, and which schemas are reported; `UPDATE_GOLDEN=1` writes the
lists anew.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ..conformance.cases import DRAFTS, OLDER, Case, Group, groups
from ..support import golden, node
from .official import suite

pytestmark = pytest.mark.slow

LISTS = Path(__file__).parent / "suite"

_VERDICTS = """
import { readFileSync } from "node:fs";
const cases = JSON.parse(readFileSync("cases.json", "utf8"));
for (const [name, values] of Object.entries(cases)) {
  const channel = (await import(`./out/${name}.js`))[`${name}Channel`];
  const { validate } = channel.topics.it.schema["~standard"];
  for (const value of values) {
    try {
      console.log(JSON.stringify(!validate(value).issues));
    } catch (error) {
      console.log(JSON.stringify(String(error)));
    }
  }
}
"""


def _group(name: str, schema: object, *values: object) -> Group:
    return Group(
        name, schema, tuple(Case(json.dumps(value), value, valid=True) for value in values)
    )


def _of_pattern(pattern: str, *values: str) -> Group:
    return _group(pattern, {"pattern": pattern}, *values)


# Of what the suite has too little: numbers beyond 2**53, and patterns that look back.
OTHERS = [
    _group("maximum 2**53 - 1", {"maximum": 2**53 - 1}, 2**53 - 1, 2**53, 2**53 + 1),
    _group("maximum 2**53", {"maximum": 2**53}, 2**53, 2**53 + 1),
    _group("const 2**53", {"const": 2**53}, 2**53, 2**53 + 1),
    _group("multipleOf 2", {"multipleOf": 2}, 2**53, 2**53 + 1, 2**60, 1e300),
    _group("multipleOf 0.1", {"multipleOf": 0.1}, 0.3, 0.7, 1.1, 1.15, 1e9 + 0.1),
    _group("multipleOf 0.01", {"multipleOf": 0.01}, 0.07, 4.35, 19.99, 1.005, 123456.78),
    _group("multipleOf 1e-7", {"multipleOf": 1e-7}, 3e-7, 0.1, 1.5e-7, 1),
    _group("uniqueItems", {"uniqueItems": True}, [2**53, 2**53 + 1]),
    _group("integer", {"type": "integer"}, 2**53 + 1, 1e300, 2**53 + 0.5),
    _of_pattern(r"^(a|b)\1$", "aa", "bb", "ab", "a", ""),
    _of_pattern(r"^(?<x>a|b)(c)\k<x>\2$", "acac", "bcbc", "acbc"),
    _of_pattern(r"^(\w)(\w)?\1$", "aa", "aba", "abb"),
    _of_pattern(r"^((a)b)\1\2$", "ababa", "abab"),
    _of_pattern(r"^(a)\1{2}$", "aaa", "aa"),
    _of_pattern(r"^(?=(a+))\1b$", "aab", "b"),
    _of_pattern(r"(?<=(a))\1", "aa", "ab"),
    _of_pattern(r"^(?:(a)|b)\1$", "aa", "b", "bb"),
    _of_pattern(r"^(a)?\1$", "aa", "a", ""),
    _of_pattern(r"^\1(a)$", "a", "aa"),
    _group("keys", {"patternProperties": {r"^(a|b)\1$": False}}, {"aa": 1}, {"ab": 1}),
    _group("any key", {"patternProperties": {"^.$": False}}, {"a": 1}, {"\r": 1}, {"\u2028": 1}),
]
GROUPS = {
    "core": groups(),
    "format": groups("format"),
    "optional": groups("optional"),
    "others": OTHERS,
    **{draft: groups(draft, DRAFTS) for draft in OLDER},
}


@pytest.mark.parametrize("name", GROUPS)
def test_payloads_are_validated_as_in_python(name: str, tmp_path: Path) -> None:
    """Both validators say the same of every payload, but for what is listed."""
    found = suite(GROUPS[name], OLDER.get(name, ""))
    node.lay(tmp_path, found.typescript)
    node.transpile(tmp_path)
    values = {module: [case.data for case in group.cases] for module, group in found.groups.items()}
    (tmp_path / "cases.json").write_text(json.dumps(values))
    verdicts = node.answers(tmp_path, _VERDICTS, "--disallow-code-generation-from-strings")
    told = [
        f"{payload.name}: jsonschema-rs {python}, TypeBox {typescript}\n"
        for payload, python, typescript in zip(
            found.payloads, found.accepted(tmp_path), verdicts, strict=True
        )
        if python is not typescript
    ]
    golden.compare(LISTS / f"validated-otherwise-{name}.txt", "".join(told))
    golden.compare(LISTS / f"reported-{name}.txt", "".join(found.reported))
