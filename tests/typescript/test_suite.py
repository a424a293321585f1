"""JSON-Schema-Test-Suite in TypeScript: what TypeBox validates, and what tsc takes as literals.

What differs from the suite is listed in `suite/`; `UPDATE_GOLDEN=1` writes the lists anew.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ..conformance.cases import Group, groups
from ..conformance.whole_path import definitions
from ..support import golden, node
from ..support.typescript import typescript

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
_HEAD = """
import type { TopicConfig } from "./_realtime.js";
type It<C> = C extends { topics: { it: TopicConfig<infer T> } } ? T : never;
"""


class Suite(NamedTuple):
    """The groups by the names of their definition files, and the files that they give."""

    groups: dict[str, Group]
    files: dict[str, str]

    def told(self, verdicts: list[Any]) -> list[str]:
        """The cases of which something else is said than the suite does."""
        cases = [(group, case) for group in self.groups.values() for case in group.cases]
        return [
            f"{group.name}: {case.description}: {verdict}\n"
            for (group, case), verdict in zip(cases, verdicts, strict=True)
            if verdict is not case.valid
        ]


def suite(folder: str) -> Suite:
    """Without the schemas that are reported: those are no question of what is validated."""
    found = {f"m{number}": group for number, group in enumerate(groups(folder))}
    while True:
        sources = definitions({name: group.schema for name, group in found.items()})
        files, problems = typescript(sources)
        wrong = {problem.position.path for problem in problems if problem.is_error}
        if not wrong:
            return Suite(found, files)
        found = {name: group for name, group in found.items() if f"{name}.json" not in wrong}


@pytest.mark.parametrize("folder", ["", "format"])
def test_payloads_are_validated_as_in_python(folder: str, tmp_path: Path) -> None:
    """TypeBox says what the suite says, which is what Python says, but for what is listed."""
    found = suite(folder)
    node.lay(tmp_path, found.files)
    node.transpile(tmp_path)
    values = {name: [case.data for case in group.cases] for name, group in found.groups.items()}
    (tmp_path / "cases.json").write_text(json.dumps(values))
    told = found.told(node.answers(tmp_path, _VERDICTS, "--disallow-code-generation-from-strings"))
    golden.compare(LISTS / f"validated-otherwise-{folder or 'core'}.txt", "".join(told))


def test_valid_payloads_have_their_type(tmp_path: Path) -> None:
    """tsc takes every valid payload as a literal, but for what is listed; and every type."""
    found = suite("")
    lines, named = _HEAD.splitlines(), {}
    for name, group in found.groups.items():
        type_ = f'import("./{name}.js").M{name[1:]}Channel'
        for case in group.cases:
            named[len(lines) + 1] = case.valid, f"{group.name}: {case.description}\n"
            lines.append(f"export const c{len(lines)}: It<{type_}> = {json.dumps(case.data)};")
    node.lay(tmp_path, {**found.files, "literals.ts": "\n".join(lines)})
    places = [re.match(r"src/(\S+)\((\d+),", one) for one in node.complaints(tmp_path)]
    assert {place[1] for place in places if place} <= {"literals.ts"}
    refused = dict.fromkeys(named[int(place[2])] for place in places if place)
    invalid = [name for is_valid, name in refused if not is_valid]
    assert len(invalid) > 150, "the types say nothing"
    golden.compare(LISTS / "refused-by-tsc.txt", "".join(n for is_valid, n in refused if is_valid))
