"""Sources -> files: every stage once, in order. Writes nothing, prints nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from .diagnostics import in_order
from .jsonschema.conjunction import Reading
from .jsonschema.references import resolve
from .rules import check, check_values
from .sources import with_right_keys, without_echoes
from .types import types_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from .diagnostics import Diagnostic
    from .sources import Point, Sources
    from .targets import Rendered, Target
    from .types import Types


class Understood(NamedTuple):
    """What definition files mean, complete if there are no errors; their problems; and the places
    of invalid values."""

    reading: Reading
    problems: list[Diagnostic]
    refused: set[Point]


class Checked(NamedTuple):
    """Definition files that some targets can be given, with their types; None if there are errors;
    and the problems."""

    reading: Reading
    types: Types | None
    problems: list[Diagnostic]


class Output(NamedTuple):
    """The result of a target: for each definition file, and for all together."""

    rendered: Mapping[str, Rendered]
    shared: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Generated:
    """The result of a run: the outputs by their targets' names, None if there are errors; all
    problems, sorted; and what the definitions mean."""

    outputs: Mapping[str, Output] | None
    diagnostics: list[Diagnostic]
    reading: Reading


def understand(sources: Sources, paths: Collection[str] | None = None) -> Understood:
    """What some definition files mean, or all."""
    read = {
        path: sources.read(path) for path in sorted(sources.contents if paths is None else paths)
    }
    files = [one.file for one in read.values() if one.file is not None]
    foreign = sources.foreign(files)
    referred = {path for path, _ in foreign.targets}
    own = {path: one for path, one in read.items() if path not in referred}
    problems = [problem for one in own.values() for problem in one.problems]
    refused = {place for one in own.values() for place in one.refused}
    unread = [path for path, one in own.items() if one.file is None]
    project, unresolved = resolve([*files, *foreign.files], unread, foreign.targets)
    problems += without_echoes([*foreign.problems, *unresolved, *check(project)], refused)
    reading = Reading(project)
    if not any(problem.is_error for problem in problems):
        problems += check_values(reading)
    return Understood(reading, problems, refused)


def checked(
    sources: Sources, targets: Mapping[str, Target], paths: Collection[str] | None = None
) -> Checked:
    """Whether these targets can be given some definition files, or all."""
    reading, problems, refused = understand(sources, paths)
    named = with_right_keys(reading.project, refused)
    for target in targets.values():
        problems += without_echoes(target.check(named), refused)
    if any(problem.is_error for problem in problems):
        return Checked(reading, None, problems)
    types, wider = types_of(reading)
    problems += wider
    for target in targets.values():
        problems += target.check_types(reading.project, types)
    is_right = not any(problem.is_error for problem in problems)
    return Checked(reading, types if is_right else None, problems)


def generate(
    sources: Sources,
    targets: Mapping[str, Target],
    paths: Collection[str] | None = None,
    is_asked: Callable[[str], bool] = lambda _: True,
) -> Generated:
    """What these targets give for some definition files, or for all; of those that are not asked
    for nothing is rendered: they are only referred to."""
    reading, types, problems = checked(sources, targets, paths)
    if types is None:
        return Generated(None, in_order(problems), reading)
    project = reading.project
    asked = [file for file in project.files if is_asked(file.path)]
    outputs = {}
    for name, target in targets.items():
        made = dict(zip((f.path for f in asked), target.render(project, types, asked), strict=True))
        outputs[name] = Output(made, target.shared([one.summary for one in made.values()]))
        problems += (problem for one in made.values() for problem in one.problems)
    is_whole = not any(problem.is_error for problem in problems)
    return Generated(outputs if is_whole else None, in_order(problems), reading)
