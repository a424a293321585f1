"""`realtime-codegen [schemas/]`: writes, checks or compares the output of the definitions."""

from __future__ import annotations

import argparse
import contextlib
import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from .. import disk
from ..config import find_config
from ..diagnostics import Diagnostic, Position, shown
from ..fingerprints import fingerprint
from ..incremental import generate, generator_of, paths_of
from ..manifest import NOTHING, as_text, read
from ..sources import Sources
from ..targets.installed import BUILT_IN
from .folders import check_files_apart
from .parsing import Parser
from .printing import FINE, PROBLEMS, counted, folder_shown, print_problems, say
from .settings import definition_files, outputs, schemas_folder, without_ignored

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..manifest import Manifest
    from .folders import Destination


_DESCRIPTION = """\
Typed realtime channels from YAML.

Reads the definition files (*.yaml, *.yml, *.json) of a folder, and writes a Python package with a
typed factory for every channel. Type checkers then refuse a wrong payload."""

_EPILOG = """\
commands, each with a --help of its own:
  realtime-codegen init                       start: a first definition, configuration, CI
  realtime-codegen lint                       report what could be better in valid definitions
  realtime-codegen breaking --against main    find changes that break subscribers or publishers
  realtime-codegen explain unknown-type       explain a problem, with an example
  realtime-codegen schema                     print the JSON Schema of definitions, for editors

examples:
  realtime-codegen schemas/                   generate the package generated/
  realtime-codegen schemas/ --output src/app/channels
  realtime-codegen --check                    in CI: check that the output is up to date
  realtime-codegen --watch                    generate whenever a definition is saved

Without a folder, the command takes both from [tool.realtime-codegen] in pyproject.toml:
schemas = "schemas", output = "generated".

exit status: 0 success, 1 errors in the definitions or output not up to date, 2 wrong usage"""


def _parser() -> Parser:
    parser = Parser("realtime-codegen", _DESCRIPTION, _EPILOG)
    parser.add_argument("schemas", nargs="?", type=Path, help="the folder of definition files")
    parser.add_argument(
        "--output", type=Path, metavar="DIR", help="the folder to write (default: generated)"
    )
    for name in BUILT_IN:
        parser.add_argument(
            f"--{name}",
            type=Path,
            metavar="DIR",
            help=f"write the output {name} to this folder too",
        )
    modes = parser.add_mutually_exclusive_group()
    modes.add_argument(
        "--check",
        action="store_true",
        help="write no output; exit 1 when it is not up to date",
    )
    modes.add_argument(
        "--diff",
        action="store_true",
        help="write no output; print what would change; exit as --check",
    )
    modes.add_argument(
        "--watch", action="store_true", help="generate, then again whenever a definition is saved"
    )
    parser.add_error_format()
    parser.add_argument(
        "--warnings-as-errors",
        action="store_true",
        help="exit 1 and write nothing when there is a warning that is not ignored",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    return parser


class _Version(argparse.Action):
    """Reads the version when it is asked for: importlib.metadata costs more than a run's start."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"realtime-codegen {version('realtime-codegen')}")
        parser.exit()


def run(arguments: Sequence[str]) -> int:
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.diff and options.error_format != "text":
        parser.error(f"--diff prints a diff; for problems as {options.error_format} use --check")
    schemas = schemas_folder(options.schemas)
    others = [(name, vars(options)[name]) for name in BUILT_IN if vars(options)[name] is not None]
    found = outputs(schemas, options.schemas, options.output, others)
    generator = generator_of({output.name: output.target for output in found})
    if options.watch:
        from .watching import watch

        gc.enable()  # between runs
        return watch(schemas, lambda files: _generate(schemas, found, generator, options, files))
    return _generate(schemas, found, generator, options, disk.ProjectFiles(schemas))


def _generate(
    schemas: Path,
    found: Sequence[Destination],
    generator: str,
    options: argparse.Namespace,
    around: disk.ProjectFiles,
) -> int:
    folder = folder_shown(schemas)
    sources = Sources(definition_files(schemas), folder, around)
    cache = _cache_name(schemas, found, folder)
    manifest = read(disk.read_cache(cache))
    folders = {output.name: disk.OutputFolder(output.folder) for output in found}
    present = {o.name: folders[o.name].contents(paths_of(manifest, o.name)) for o in found}
    targets = {output.name: output.target for output in found}
    with _progress(len(sources.contents)), _no_collector():
        made = generate(sources, targets, manifest, present, generator)
    problems = without_ignored(made.diagnostics, sources.all_contents, folder)
    is_strict = options.warnings_as_errors or find_config(Path()).warnings_as_errors
    refused = problems if is_strict or made.files is None else []
    changes = _changes(found, folders, made.files or {})
    if options.check:
        # An annotation is seen where a pull request has changed something.
        told = made.manifest if options.error_format in ("github", "sarif") else NOTHING
        problems = [*problems, *_all_differences(changes, _origins(told, folder))]
    print_problems(problems, sources.all_contents, folder, options.error_format)
    if options.diff:
        sys.stdout.writelines(line for change in changes.values() for line in _diff(change))
    if refused:
        print(counted(refused, "; nothing was written"), file=sys.stderr)
        return PROBLEMS
    compares = options.check or options.diff
    for change in () if compares else changes.values():
        disk.write(change)
    if made.manifest != manifest:
        disk.write_cache(cache, as_text(made.manifest))
    if compares:
        return PROBLEMS if any(changes.values()) else FINE
    for change in changes.values():
        say(_summary(change), options.error_format)
    return FINE


def _changes(
    found: Sequence[Destination],
    folders: Mapping[str, disk.OutputFolder],
    files: Mapping[str, Mapping[str, bytes]],
) -> dict[str, disk.Changes]:
    """What each output's files change in its folder; nothing where there are none."""
    if not files:
        return {}
    check_files_apart(found, files)
    return {o.name: disk.compare(folders[o.name], files[o.name], o.target.owned) for o in found}


def _cache_name(schemas: Path, found: Sequence[Destination], folder: str) -> str:
    """A name that no other project, and no other way to name its folders, has."""
    places = (f"{output.name}={os.path.realpath(output.folder)}" for output in found)
    return f"{fingerprint((os.path.realpath(schemas), *places, folder))}.json"


@contextlib.contextmanager
def _no_collector() -> Iterator[None]:
    """A run makes much and drops little: looking for garbage would take a third of its time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextlib.contextmanager
def _progress(count: int) -> Iterator[None]:
    """On a terminal, say of how many files when it takes longer than a second."""
    if not sys.stderr.isatty():
        yield
        return
    import threading

    def show() -> None:
        text = f"realtime-codegen: generating from {count} definition files ..."
        print(text, end="", file=sys.stderr, flush=True)
        has_shown.set()

    has_shown = threading.Event()
    timer = threading.Timer(1.0, show)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        if has_shown.is_set():
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _all_differences(
    changes: Mapping[str, disk.Changes], origins: Mapping[str, Mapping[str, str]]
) -> Iterator[Diagnostic]:
    for name, change in changes.items():
        yield from _differences(change, origins.get(name, {}))


def _differences(changes: disk.Changes, sources: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Every output file that is not up to date with the definitions: at itself, or at its
    definition file, where `sources` has that."""
    states = dict.fromkeys(changes.written, "this file is missing")
    states |= dict.fromkeys(changes.before, "this file is not up to date with the definitions")
    conflicts = [path for path, old in changes.before.items() if b"\n<<<<<<< " in b"\n" + old]
    states |= dict.fromkeys(conflicts, "this file has a merge conflict")
    states |= dict.fromkeys(changes.removed, "no definition file produces this file any more")
    for path, state in sorted(states.items()):
        output = (changes.folder.path / path).as_posix()
        if path in sources:
            state = f"{output} is missing or not up to date with this"
        place = Position(sources.get(path, output))
        yield Diagnostic("out-of-date", f"{state}; run realtime-codegen", place)


def _origins(manifest: Manifest, folder: str) -> dict[str, dict[str, str]]:
    """For each target, the definition file, as it is shown, of each file that one alone gives."""
    found: dict[str, dict[str, str]] = {}
    for path, entry in manifest.files.items():
        for target, made in entry.made.items():
            origin = shown(folder, entry.foreign or path)
            found.setdefault(target, {}).update(dict.fromkeys(made.files, origin))
    return found


def _summary(changes: disk.Changes) -> str:
    counts = {
        "new": len(changes.written.keys() - changes.before.keys()),
        "changed": len(changes.written.keys() & changes.before.keys()),
        "removed": len(changes.removed),
        "unchanged": len(changes.files) - len(changes.written),
    }
    told = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    return f"{changes.folder.path}: {told or 'no files'}"


def _diff(changes: disk.Changes) -> Iterator[str]:
    from difflib import unified_diff

    for path in sorted((*changes.written, *changes.removed)):
        name = (changes.folder.path / path).as_posix()
        old = disk.text_of(changes.before.get(path, b"")).splitlines(keepends=True)
        new = disk.text_of(changes.written.get(path, b"")).splitlines(keepends=True)
        yield from unified_diff(old, new, f"a/{name}", f"b/{name}")
