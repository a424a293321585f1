"""Sources -> files, making only what has changed since the last run: byte for byte what a whole
run makes.

A module depends on its definition file and on all files that this one refers to, directly or
through others. Where anything else may matter (an error, a name that two files need, `$id`), the
whole run decides.
"""

from __future__ import annotations

import os
import posixpath
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from .diagnostics import in_order
from .record import Made, Record, hash_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from .diagnostics import Diagnostic
    from .model import Module
    from .pipeline import Generated

# What gives schemas names that files do not show.
_NAMES_ELSEWHERE = (b"$id", b"$dynamicRef")
_LIBRARIES = ("datamodel_code_generator-", "jinja2-", "jsonschema_rs-", "pydantic", "pyyaml-")


class Result(NamedTuple):
    """The output's files, or None where there are errors; all problems, sorted; and the record for
    the next run."""

    files: dict[str, str] | None
    diagnostics: list[Diagnostic]
    record: Record


def generate(
    sources: Mapping[str, bytes], folder: str, record: Record, present: Mapping[str, str]
) -> Result:
    """The files for these definition files, with the texts in the output folder at hand."""
    generator = generator_hash()
    if record.generator == generator:
        found = _partly(sources, folder, record, present)
        if found is not None:
            return found
    from .pipeline import generate as generate_all

    generated = generate_all(sources, folder)
    if generated.files is None:
        return Result(None, generated.diagnostics, record)
    made = _made(generated, sources, sources)
    new = _record(generator, made, generated.files)
    return Result(generated.files, generated.diagnostics, new)


def _partly(
    sources: Mapping[str, bytes], folder: str, record: Record, present: Mapping[str, str]
) -> Result | None:
    """As `generate`; None where the whole run has to decide."""
    if any(name in source for source in sources.values() for name in _NAMES_ELSEWHERE):
        return None
    kept = _kept(sources, record, present)
    changed = sources.keys() - kept.keys()
    if len(changed) > len(kept):
        return None
    files: dict[str, str] = {}
    made: dict[str, Made] = {}
    if changed:
        from .pipeline import generate as generate_all

        needed = _with_all_they_refer_to(changed, sources, kept)
        part = generate_all({path: sources[path] for path in sorted(needed)}, folder)
        if part.files is None:
            return None
        files, made = part.files, _made(part, sources, changed)
        if any(path in kept for new in made.values() for path in new.inside):
            return None
    made = dict(sorted({**kept, **made}.items()))
    if not _are_apart(made.values()):
        return None
    texts = {m.path: files[m.path] if p in changed else present[m.path] for p, m in made.items()}
    texts |= _packages(made, record, present)
    problems = [problem for path in made for problem in made[path].warnings]
    new = _record(record.generator, made, texts)
    return Result(dict(sorted(texts.items())), in_order(problems), new)


def _kept(
    sources: Mapping[str, bytes], record: Record, present: Mapping[str, str]
) -> dict[str, Made]:
    """What was made of each file to which nothing has happened, nor to what it depends on."""
    needed_by: dict[str, list[str]] = {}
    for path, made in record.files.items():
        for other in made.refers:
            needed_by.setdefault(other, []).append(path)
        for other in made.inside:
            needed_by.setdefault(path, []).append(other)
    changed = {
        path
        for path, made in record.files.items()
        if path not in sources
        or hash_of(sources[path]) != made.source
        or hash_of(present.get(made.path, "").encode()) != made.output
    }
    waiting = [*changed, *(sources.keys() - record.files.keys())]
    while waiting:
        for path in needed_by.get(waiting.pop(), ()):
            if path not in changed:
                changed.add(path)
                waiting.append(path)
    return {path: made for path, made in record.files.items() if path not in changed}


def _with_all_they_refer_to(
    changed: Iterable[str], sources: Mapping[str, bytes], kept: Mapping[str, Made]
) -> set[str]:
    """Of a changed file: all files that it names in any way. One too many does no harm, and one
    that is missing gives an error, for which the whole run is asked."""
    names = {path: posixpath.basename(path).encode() for path in sources}
    found = set(changed)
    waiting = list(found)
    while waiting:
        path = waiting.pop()
        if path in kept:
            others: Iterable[str] = kept[path].refers
        else:
            others = [other for other, name in names.items() if name in sources[path]]
        waiting += [other for other in others if other not in found]
        found.update(others)
    return found


def _made(
    generated: Generated, sources: Mapping[str, bytes], paths: Collection[str]
) -> dict[str, Made]:
    """What became of these files."""
    refers: dict[str, set[str]] = {}
    inside: dict[str, set[str]] = {}
    for site, reference in generated.project.references.items():
        target = reference.target
        if target is not None and target.path != site.path:
            refers.setdefault(site.path, set()).add(target.path)
            if len(target.pointer) != 2:
                inside.setdefault(site.path, set()).add(target.path)
    warnings: dict[str, list[Diagnostic]] = {}
    for problem in generated.diagnostics:
        warnings.setdefault(problem.position.path, []).append(problem)
    return {
        module.source: Made(
            source=hash_of(sources[module.source]),
            output=hash_of((generated.files or {})[module.name.path].encode()),
            path=module.name.path,
            module=module.name,
            refers=tuple(sorted(refers.get(module.source, ()))),
            inside=tuple(sorted(inside.get(module.source, ()))),
            factories=module.factories,
            has_deprecated_factory=module.has_deprecated_factory,
            claims=tuple(sorted(_claims(module))),
            warnings=tuple(warnings.get(generated.project.documents[module.source].shown, ())),
        )
        for module in generated.project.modules
        if module.source in paths
    }


def _claims(module: Module) -> set[str]:
    """The names that no other file may need: in the package, and on the wire."""
    wire = {"wire:" + re.sub(r"\{[^{}]*\}", "{}", channel.template) for channel in module.channels}
    return {module.name.lower(), *(channel.factory.lower() for channel in module.channels), *wire}


def _are_apart(made: Iterable[Made]) -> bool:
    """Whether no two files claim one name."""
    claims = [claim for one in made for claim in one.claims]
    packages = {
        one.module[:end] for one in made for end, char in enumerate(one.module) if char == "."
    }
    folded = {package.lower() for package in packages}
    return (
        len(set(claims)) == len(claims)
        and len(folded) == len(packages)
        and folded.isdisjoint(claims)
    )


def _packages(
    made: Mapping[str, Made], record: Record, present: Mapping[str, str]
) -> dict[str, str]:
    """The files around the modules, which depend on nothing but what `_names` says of these."""
    if _names(made.values()) == _names(record.files.values()):
        texts = {path: present.get(path, "") for path in record.packages}
        if {path: hash_of(text.encode()) for path, text in texts.items()} == record.packages:
            return texts
    from .render import packages

    return packages(_names(made.values()))


def _names(made: Iterable[Made]) -> list[tuple[str, tuple[str, ...], bool]]:
    return [(one.module, one.factories, one.has_deprecated_factory) for one in made]


def _record(generator: str, made: Mapping[str, Made], texts: Mapping[str, str]) -> Record:
    modules = {one.path for one in made.values()}
    packages = {p: hash_of(text.encode()) for p, text in texts.items() if p not in modules}
    return Record(generator, made, packages)


def generator_hash() -> str:
    """The hash of all that makes the output: this package, its libraries' versions, Python's."""
    package = Path(__file__).parent
    parts = [sys.version.encode()]
    for folder in sys.path:
        if Path(folder).is_dir():
            installed = (path.name.lower() for path in Path(folder).glob("*.dist-info"))
            parts += sorted(name.encode() for name in installed if name.startswith(_LIBRARIES))
    for root, folders, names in os.walk(package):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        parts += [Path(root, name).read_bytes() for name in sorted(names)]
    return hash_of(b"\0".join(parts))
