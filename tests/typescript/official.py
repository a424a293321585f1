"""JSON-Schema-Test-Suite as definitions, and what these give in both languages."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

from realtime_codegen import pipeline
from realtime_codegen.sources import Sources
from realtime_codegen.targets.python import PythonTarget
from realtime_codegen.targets.typescript import TypeScriptTarget

from ..conformance.whole_path import definitions, referring
from ..support.checkers import CHECKERS
from ..support.files import write
from ..support.generating import files_of
from ..support.packages import Package

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from ..conformance.cases import Case, Group

_HEAD = """\
import type { TopicConfig } from "./_realtime.js";
type It<C> = C extends { topics: { it: TopicConfig<infer T> } } ? T : never;
"""


class Payload(NamedTuple):
    """A payload, with the name of its definition file and of itself."""

    module: str
    name: str
    case: Case


class Suite(NamedTuple):
    """The groups by the names of their definition files, and the files that they give; and a line
    for each group that one of the targets reports: those are no question of what is validated."""

    groups: dict[str, Group]
    python: dict[str, str]
    typescript: dict[str, str]
    reported: list[str]

    @property
    def payloads(self) -> list[Payload]:
        return [
            Payload(module, f"{group.name}: {case.description}", case)
            for module, group in self.groups.items()
            for case in group.cases
        ]

    def accepted(self, folder: Path) -> list[bool]:
        """Of each payload, whether jsonschema-rs accepts it by the schema that Python embeds."""
        with Package.of(self.python, folder) as package:
            return [
                package.topic(module).payload.is_valid(case.data)
                for module, _, case in self.payloads
            ]


def suite(groups: Iterable[Group], draft: str = "") -> Suite:
    """With a `draft` the schemas are in files that definitions refer to."""
    found = {f"m{number}": group for number, group in enumerate(groups)}
    reported: dict[str, str] = {}
    while True:
        schemas = {name: group.schema for name, group in found.items()}
        sources, around = referring(schemas, draft) if draft else (definitions(schemas), None)
        targets = {"python": PythonTarget(), "typescript": TypeScriptTarget({})}
        made = pipeline.generate(Sources(sources, "", around), targets)
        if made.outputs is not None:
            python, typescript = (files_of(made.outputs[target]) for target in targets)
            lines = [f"{name}: {code}\n" for name, code in reported.items()]
            return Suite(found, python, typescript, lines)
        for problem in made.diagnostics:
            module = problem.position.path.removeprefix("../").removesuffix(".json")
            if problem.is_error and module in found:
                reported[found.pop(module).name] = problem.code


def typescript_literals(payloads: Iterable[Payload]) -> str:
    """A module beside those of the suite: each payload as a literal of its topic's type."""
    types = (
        (f'import("./{module}.js").M{module[1:]}Channel', case) for module, _, case in payloads
    )
    lines = (
        f"export const c{number}: It<{type_}> = {json.dumps(case.data)};\n"
        for number, (type_, case) in enumerate(types)
    )
    return _HEAD + "".join(lines)


def refused_literals(complaints: Iterable[str]) -> set[int]:
    """The numbers of the payloads of which tsc complains in that module."""
    lines = (re.search(r"/literals\.ts\((\d+),", complaint) for complaint in complaints)
    return {int(line[1]) - 1 - _HEAD.count("\n") for line in lines if line}


def refused_by_mypy(found: Suite, folder: Path) -> set[int]:
    """The numbers of the payloads that mypy refuses as literals. All generated code is clean."""
    calls = (f"{module}.{module}_channel.it({case.data!r})\n" for module, _, case in found.payloads)
    imported = f"from official import {', '.join(found.groups)}\n"
    write(found.python, folder / "official")
    write({"literals.py": imported + "".join(calls)}, folder)
    complaints = CHECKERS["mypy"].run(folder, "literals.py", "official")
    errors = [complaint for complaint in complaints if complaint.is_error]
    assert {complaint.file for complaint in errors} == {"literals.py"}
    return {complaint.line - 2 for complaint in errors}


def differing(
    payloads: Sequence[Payload], accepted: Sequence[bool], refused: Mapping[str, set[int]]
) -> tuple[str, str]:
    """What some type checkers refuse and the schema accepts; what it refuses and they accept."""
    told: dict[bool, list[str]] = {True: [], False: []}
    for number, payload in enumerate(payloads):
        is_valid = accepted[number]
        names = (name for name, numbers in refused.items() if (number in numbers) is is_valid)
        if who := " and ".join(names):
            told[is_valid].append(f"{who}: {payload.name}\n")
    return "".join(told[True]), "".join(told[False])
