"""The `realtime-codegen` command: arguments -> calls -> exit status. The only place that prints."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from . import disk
from .config import Config, WrongConfig, find_config

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .pipeline import Generated

FINE, PROBLEMS, WRONG_USE = 0, 1, 2

_DESCRIPTION = """\
Typed realtime channels from YAML.

Reads the definition files (*.yaml, *.yml, *.json) of a folder, and writes a Python package with a
typed factory for every channel. Type checkers then refuse a wrong payload before it runs."""

_EPILOG = """\
examples:
  realtime-codegen schemas/                   generate into generated/
  realtime-codegen schemas/ --output src/app/channels
  realtime-codegen --check                    in CI: is the committed output up to date?

Without a folder, [tool.realtime-codegen] in pyproject.toml says where: schemas = "schemas",
output = "generated".

exit status: 0 fine, 1 problems in the definitions or a difference found, 2 wrong use"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit status."""
    options = _parser().parse_args(arguments)
    try:
        return _run(options)
    except (WrongConfig, disk.DiskProblem) as error:
        print(f"realtime-codegen: {error}", file=sys.stderr)
        return WRONG_USE if isinstance(error, WrongConfig) else PROBLEMS
    except BrokenPipeError:  # whoever read our output has left
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PROBLEMS
    except KeyboardInterrupt:
        print("realtime-codegen: interrupted; nothing was changed", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="realtime-codegen",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("schemas", nargs="?", type=Path, help="the folder of definition files")
    parser.add_argument(
        "--output", type=Path, metavar="DIR", help="the folder to write (default: generated)"
    )
    modes = parser.add_mutually_exclusive_group()
    modes.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 when the output is not current"
    )
    modes.add_argument(
        "--diff",
        action="store_true",
        help="write nothing; print what would change; exit as --check",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    return parser


class _Version(argparse.Action):
    """Reads the version when it is asked for: importlib.metadata costs more than a run's start."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"realtime-codegen {version('realtime-codegen')}")
        parser.exit()


def _run(options: argparse.Namespace) -> int:
    config = find_config(Path())
    schemas: Path | None = options.schemas or config.schemas
    output: Path = options.output or (config if options.schemas is None else Config()).output
    if schemas is None:
        message = "name the folder of your definition files, or set it in pyproject.toml"
        raise WrongConfig(f"{message}; see realtime-codegen --help")
    if not schemas.is_dir():
        raise WrongConfig(f"there is no folder {schemas}; name the folder of your definition files")
    generated = _generate(schemas)
    _print_problems(generated)
    if generated.files is None:
        return PROBLEMS
    changes = disk.compare(output, generated.files)
    if options.diff:
        sys.stdout.writelines(_diff(changes))
    elif options.check:
        _print_check(changes)
    else:
        disk.write(changes)
        print(_summary(changes, len(generated.files)))
        return FINE
    return PROBLEMS if changes else FINE


def _generate(schemas: Path) -> Generated:
    from .pipeline import generate

    sources = disk.read_sources(schemas)
    if not sources:
        raise disk.DiskProblem(
            f"there are no definition files (*.yaml, *.yml, *.json) in {schemas}"
        )
    with _progress(f"generating from {len(sources)} definition files ..."):
        return generate(sources, _shown(schemas))


def _shown(folder: Path) -> str:
    """A folder as people write it: relative to where they are, if it is below."""
    with contextlib.suppress(ValueError):
        return folder.resolve().relative_to(Path.cwd()).as_posix()
    return folder.as_posix()


@contextlib.contextmanager
def _progress(text: str) -> Iterator[None]:
    """On a terminal, say what goes on when it takes longer than a second."""
    if not sys.stderr.isatty():
        yield
        return
    import threading

    def show() -> None:
        print(f"realtime-codegen: {text}", end="", file=sys.stderr, flush=True)

    timer = threading.Timer(1.0, show)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _print_problems(generated: Generated) -> None:
    from .diagnostics import as_text

    for problem in generated.diagnostics:
        print(as_text(problem, generated.texts), file=sys.stderr)
    errors = sum(problem.is_error for problem in generated.diagnostics)
    if errors:
        what = "1 error" if errors == 1 else f"{errors} errors"
        print(f"realtime-codegen: {what}; nothing was written", file=sys.stderr)


def _print_check(changes: disk.Changes) -> None:
    for path in changes.written:
        state = "out of date" if path in changes.before else "missing"
        print(f"{changes.output / path}: {state}")
    for path in changes.removed:
        print(f"{changes.output / path}: no definition gives it any more")


def _summary(changes: disk.Changes, total: int) -> str:
    counts = {
        "new": len(changes.written.keys() - changes.before.keys()),
        "changed": len(changes.written.keys() & changes.before.keys()),
        "removed": len(changes.removed),
        "unchanged": total - len(changes.written),
    }
    told = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    return f"{changes.output}: {told}"


def _diff(changes: disk.Changes) -> Iterator[str]:
    from difflib import unified_diff

    for path in sorted((*changes.written, *changes.removed)):
        name = (changes.output / path).as_posix()
        old = changes.before.get(path, "").splitlines(keepends=True)
        new = changes.written.get(path, "").splitlines(keepends=True)
        yield from unified_diff(old, new, f"a/{name}", f"b/{name}")
