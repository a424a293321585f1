"""Sources -> files, making only what has changed since the last run: byte for byte what a whole
run makes.

What is made of a definition file depends on that file, and on all files that it refers to, directly
or through others. Where anything else may matter (an error, a name that two files need, `$id`), the
whole run decides.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from .apart import are_apart, are_in_place, files_of
from .diagnostics import in_order
from .fingerprints import fingerprint, of_files, of_libraries
from .graphs import reached
from .manifest import Entry, KeptChannel, Made, Manifest, hash_of
from .targets.guarded import Guarded, TargetFailed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .diagnostics import Diagnostic
    from .model import Channel, Project
    from .pipeline import Generated, Output
    from .sources import Sources
    from .targets import Rendered, Target

    # The files in the folder of each target, by their paths in it.
    Contents = Mapping[str, Mapping[str, bytes]]

# What gives a schema a name that is not its place, and what may lead to several.
_NAMES_ELSEWHERE = ("$id", "$dynamicRef")
_LIBRARIES = ("jsonschema-rs", "pyyaml")


class Result(NamedTuple):
    """The files of each target, or None where there are errors; all problems, sorted; and the
    manifest for the next run."""

    files: dict[str, dict[str, bytes]] | None
    diagnostics: list[Diagnostic]
    manifest: Manifest


def paths_of(manifest: Manifest, target: str) -> list[str]:
    """The files that the last run made for a target, if they are in its folder."""
    made = (entry.made[target].files for entry in manifest.files.values() if target in entry.made)
    found = [path for files in (*made, manifest.shared.get(target, {})) for path in files]
    return [path for path in found if not path.startswith("/") and ".." not in path.split("/")]


def generate(
    sources: Sources,
    targets: Mapping[str, Target],
    manifest: Manifest,
    present: Contents,
    generator: str,
) -> Result:
    """What these definition files give, with what is in the targets' folders at hand.
    `generator` is the hash of all that makes them."""
    if manifest.generator == generator:
        for name, target in targets.items():
            target.known.update(manifest.known.get(name, {}))
        if manifest.shared.keys() == targets.keys():
            found = _partly(sources, targets, manifest, present)
            if found is not None:
                return found
    from .pipeline import generate as generate_all

    generated = generate_all(sources, targets)
    if generated.outputs is None:
        return Result(None, generated.diagnostics, manifest)
    entries = _entries(generated, sources)
    shared = {name: _encoded(output.shared) for name, output in generated.outputs.items()}
    files = _contents(generated.outputs)
    return _result(generator, targets, entries, files, shared, generated.diagnostics)


def _result(
    generator: str,
    targets: Mapping[str, Target],
    entries: Mapping[str, Entry],
    files: Mapping[str, dict[str, bytes]],
    shared: Mapping[str, dict[str, bytes]],
    problems: list[Diagnostic],
) -> Result:
    hashes = {
        name: {path: hash_of(content) for path, content in contents.items()}
        for name, contents in shared.items()
    }
    for name, target in targets.items():
        if isinstance(target, Guarded):
            target.check_apart(_paths(name, entries, shared))
    known = {name: dict(target.known) for name, target in targets.items()}
    whole = {name: dict(sorted((files[name] | shared[name]).items())) for name in targets}
    return Result(whole, problems, Manifest(generator, entries, hashes, known))


def _encoded(texts: Mapping[str, str]) -> dict[str, bytes]:
    return {path: text.encode() for path, text in texts.items()}


def _contents(outputs: Mapping[str, Output]) -> dict[str, dict[str, bytes]]:
    """What was made of definition files one by one."""
    return {
        name: {p: t.encode() for one in output.rendered.values() for p, t in one.files.items()}
        for name, output in outputs.items()
    }


def _paths(name: str, entries: Mapping[str, Entry], shared: Contents) -> list[str]:
    """The paths of a target's files, as often as they are given."""
    return [*(path for entry in entries.values() for path in entry.made[name].files), *shared[name]]


def _partly(
    sources: Sources, targets: Mapping[str, Target], manifest: Manifest, present: Contents
) -> Result | None:
    """As `generate`; None if everything must be generated."""
    kept = _kept(sources, manifest, present)
    changed = sources.contents.keys() - {e.foreign or path for path, e in kept.items()}
    if len(changed) > len(kept) or any(entry.has_own_names for entry in kept.values()):
        return None
    files = {
        name: {path: present[name][path] for e in kept.values() for path in e.made[name].files}
        for name in targets
    }
    entries = dict(kept)
    if changed:
        from .pipeline import generate as generate_part

        paths = sources.with_references(changed)
        part = generate_part(sources, targets, paths, lambda path: path not in kept)
        if part.outputs is None:
            return None
        made = _entries(part, sources)
        if _may_differ(made, kept):
            return None
        entries |= made
        files = {name: files[name] | new for name, new in _contents(part.outputs).items()}
    entries = dict(sorted(entries.items()))
    shared = _shared(targets, entries, manifest, present)
    places = {entry.foreign: path for path, entry in entries.items() if entry.foreign}
    is_right = not places or are_in_place(places, sources.contents)
    if shared is None or not is_right or not _is_all(targets, entries, shared):
        return None
    problems = in_order(problem for entry in entries.values() for problem in entry.warnings)
    return _result(manifest.generator, targets, entries, files, shared, problems)


def _may_differ(made: Mapping[str, Entry], kept: Mapping[str, Entry]) -> bool:
    """Whether a whole run might make something else of some files, or of those that are kept."""
    # What is used of a file of other people is made with all that use it.
    foreign = {path for path, entry in kept.items() if entry.foreign}
    return any(
        path in kept or new.has_own_names or kept.keys() & new.inside or foreign & {*new.refers}
        for path, new in made.items()
    )


def _kept(sources: Sources, manifest: Manifest, present: Contents) -> dict[str, Entry]:
    """What was made of each file to which nothing has happened, nor to what it depends on."""
    needed_by: dict[str, list[str]] = {}
    for path, entry in manifest.files.items():
        for other in entry.refers:
            needed_by.setdefault(other, []).append(path)
        for other in entry.inside:
            needed_by.setdefault(path, []).append(other)
    changed = {
        path
        for path, entry in manifest.files.items()
        if hash_of(sources.content_if_there(entry.foreign or path)) != entry.source
        or not _is_there(entry.made, manifest, present)
    }
    gone = reached(changed, lambda path: needed_by.get(path, ()))
    return {path: entry for path, entry in manifest.files.items() if path not in gone}


def _is_there(made: Mapping[str, Made], manifest: Manifest, present: Contents) -> bool:
    """Whether each target's folder holds all that was made of a file."""
    return made.keys() == manifest.shared.keys() and all(
        _hold(present.get(name, {}), one.files) for name, one in made.items()
    )


def _hold(contents: Mapping[str, bytes], hashes: Mapping[str, str]) -> bool:
    """Whether these files are there, as their hashes say."""
    return all(
        path in contents and hash_of(contents[path]) == hash_ for path, hash_ in hashes.items()
    )


def _is_all(targets: Mapping[str, Target], entries: Mapping[str, Entry], shared: Contents) -> bool:
    """Whether these are the files that the definitions give, and no others."""
    files = files_of({path: entry.channels for path, entry in entries.items()})
    return all(
        target.paths(files) == set(_paths(name, entries, shared))
        for name, target in targets.items()
    )


def _shared(
    targets: Mapping[str, Target],
    entries: Mapping[str, Entry],
    manifest: Manifest,
    present: Contents,
) -> dict[str, dict[str, bytes]] | None:
    """The files that depend on all definitions; None where two of these may need one name."""
    names = {path: entry.channels for path, entry in entries.items()}
    before = {path: entry.channels for path, entry in manifest.files.items()}
    if names != before and not are_apart(names, targets.values()):
        return None
    found = {}
    for name, target in targets.items():
        summaries = [entry.made[name].summary for entry in entries.values()]
        kept = [entry.made[name].summary for entry in manifest.files.values()]
        contents = present.get(name, {})
        if summaries == kept and _hold(contents, manifest.shared[name]):
            found[name] = {path: contents[path] for path in manifest.shared[name]}
            continue
        try:
            found[name] = _encoded(target.shared(summaries))
        except (ValueError, TargetFailed):  # no run has written such a manifest
            return None
    return found


def _entries(generated: Generated, sources: Sources) -> dict[str, Entry]:
    """What became of the files that were rendered."""
    project = generated.reading.project
    refers, inside = _dependencies(project)
    warnings: dict[str, list[Diagnostic]] = {}
    for problem in generated.diagnostics:
        warnings.setdefault(problem.position.path, []).append(problem)
    own_names = {
        schema.path for keyword in _NAMES_ELSEWHERE for schema in project.with_keyword(keyword)
    }
    outputs = generated.outputs or {}
    rendered = {path for output in outputs.values() for path in output.rendered}
    return {
        file.path: Entry(
            foreign=file.foreign,
            source=hash_of(sources.content_if_there(file.origin)),
            refers=tuple(sorted(refers.get(file.path, ()))),
            inside=tuple(sorted(inside.get(file.path, ()))),
            has_own_names=file.path in own_names,
            channels=tuple(map(_kept_channel, file.channels)),
            warnings=tuple(warnings.get(file.site.position().path, ())),
            made={name: _made(output.rendered[file.path]) for name, output in outputs.items()},
        )
        for file in project.files
        if file.path in rendered
    }


def _made(rendered: Rendered) -> Made:
    files = {path: hash_of(text.encode()) for path, text in rendered.files.items()}
    return Made(_as_json(rendered.summary), files)


def _as_json(summary: object) -> object:
    """A summary as it comes back from the manifest, so that the two can be compared."""
    return json.loads(json.dumps(summary))


def _dependencies(project: Project) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """The other files that each file refers to; and those of them of which it needs a part that
    has no name of its own. A file of other people depends on those too that refer to it: they
    decide what is used of it."""
    foreign = {file.path for file in project.files if file.foreign}
    refers: dict[str, set[str]] = {}
    inside: dict[str, set[str]] = {}
    for schema, reference in project.references.items():
        target = reference.target
        if target is not None and target.path != schema.path:
            refers.setdefault(schema.path, set()).add(target.path)
            if target.path in foreign:
                refers.setdefault(target.path, set()).add(schema.path)
            if target is not target.root:
                inside.setdefault(schema.path, set()).add(target.path)
    return refers, inside


def _kept_channel(channel: Channel) -> KeptChannel:
    parameters = {parameter.key: dict(parameter.schema) for parameter in channel.parameters}
    return KeptChannel(channel.key, channel.template, parameters)


def generator_of(targets: Mapping[str, Target]) -> str:
    """The hash of all that makes the output: this package, the targets, all their libraries, and
    Python. It is taken before the first run: what changes after that, the next process will see."""
    libraries = {*_LIBRARIES, *(one for target in targets.values() for one in target.libraries)}
    parts = [sys.version, *of_files(Path(__file__).parent), *of_libraries(libraries)]
    for name, target in targets.items():
        parts += (name, *target.depends)
    return fingerprint(parts)
