"""`[tool.realtime-codegen]` in pyproject.toml: where definitions are, and where output goes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from .codes import WARNINGS, explanations
from .diagnostics import suggestion
from .disk import read_file
from .targets.installed import nearest_target

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_KEYS = ("schemas", "output", "ignore", "warnings-as-errors", "breaking")
_SECTION = "realtime-codegen"


class WrongConfig(Exception):
    """The configuration cannot be used. Its message names the file and what to do."""


class TargetTable(NamedTuple):
    """`[tool.realtime-codegen.NAME]`: where an output goes, and its options."""

    name: str
    output: Path
    options: dict[str, Any]


class Config(NamedTuple):
    """`schemas` is None where neither the command line nor a pyproject.toml names it.

    `ignore` are the codes of warnings that are not reported; where `warnings_as_errors`, any other
    warning fails a run. `accept` are the names of findings that `breaking` does not count, as
    `file` has them; `targets` the outputs besides Python's.
    """

    schemas: Path | None = None
    output: Path = Path("generated")
    ignore: tuple[str, ...] = ()
    warnings_as_errors: bool = False
    accept: tuple[str, ...] = ()
    file: Path | None = None
    targets: tuple[TargetTable, ...] = ()


def find_config(start: Path) -> Config:
    """The configuration of the nearest pyproject.toml, in `start` or above, that has one.

    Its paths are relative to that file's folder; they come back relative to `start`'s way there.
    """
    for folder in (start, *start.resolve().parents):
        file = folder / "pyproject.toml"
        if (table := _table(file)) is not None:
            accept = _accepted(file, table.pop("breaking", {}))
            ignore = _ignored(file, table.pop("ignore", []))
            schemas, output = table.get("schemas"), table.get("output", "generated")
            schemas = folder / schemas if schemas is not None else None
            targets = tuple(_targets(file, table))
            strict = table.get("warnings-as-errors", False)
            return Config(schemas, folder / output, ignore, strict, accept, file, targets)
    return Config()


def _targets(path: Path, table: dict[str, Any]) -> Iterator[TargetTable]:
    for name, options in table.items():
        if name in _KEYS:
            continue
        where = f"{path}: [tool.realtime-codegen.{name}]"
        if not _is_path(options.get("output")):
            near = next((key for key in options if suggestion(key, ["output"])), None)
            hint = f', and has "{near}"' if near not in (None, "output") else ""
            hint = hint or suggestion(name, ["breaking"])
            raise WrongConfig(f'{where} needs "output", the path of a folder{hint}')
        rest = {key: value for key, value in options.items() if key != "output"}
        yield TargetTable(name, path.parent / options["output"], rest)


def _ignored(path: Path, codes: Any) -> tuple[str, ...]:
    where = f'{path}: [tool.realtime-codegen] "ignore"'
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        raise WrongConfig(f'{where} must be a list of codes, such as "missing-description"')
    known = explanations() if codes else {}
    for code in codes:
        if code not in known:
            raise WrongConfig(f'{where}: there is no code "{code}"{suggestion(code, known)}')
        if code not in WARNINGS:
            reason = "is the code of an error, and only warnings can be ignored"
            raise WrongConfig(f'{where}: "{code}" {reason}; remove it')
    return tuple(codes)


def _accepted(path: Path, table: Any) -> tuple[str, ...]:
    where = f"{path}: [tool.realtime-codegen.breaking]"
    if not isinstance(table, dict):
        way = 'write accept = ["topic-removed:pipeline.usage"] in it'
        raise WrongConfig(f"{where} must be a table; {way}")
    for key in table:
        if key != "accept":
            hint = suggestion(key, ["accept"]) or "; the key is accept"
            raise WrongConfig(f'{where} has no key "{key}"{hint}')
    accept = table.get("accept", [])
    if not isinstance(accept, list) or not all(isinstance(name, str) for name in accept):
        message = '"accept" must be a list of strings, such as "topic-removed:pipeline.usage"'
        raise WrongConfig(f"{where} {message}")
    return tuple(accept)


def _fault(text: str, error: ValueError) -> str:
    """Where TOML cannot be read further. What is wrong there, each Python says in other words."""
    if conflict := re.search(r"^<{7} ", text, re.MULTILINE):
        line = text.count("\n", 0, conflict.start()) + 1
        return f"a merge conflict begins at line {line}"
    place = re.search(r"line (\d+), column \d+", str(error))
    if place is None:
        return "it ends too early"
    return f"see {place[0]}{_quoted(text.splitlines()[int(place[1]) - 1 :])}"


def _quoted(lines: Sequence[str]) -> str:
    """The first line with its value in quotes, where it is a word without them."""
    slip = re.fullmatch(r"\s*([\w-]+)\s*=\s*([A-Za-z_./][\w./-]*)\s*", lines[0]) if lines else None
    return f'; write {slip[1]} = "{slip[2]}"' if slip else ""


def _table(path: Path) -> dict[str, Any] | None:
    import tomllib

    text = ""
    try:
        text = read_file(path).decode()
        table = tomllib.loads(text)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise WrongConfig(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise WrongConfig(f"{path} is not TOML: it is not UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise WrongConfig(f"{path} is not TOML: {_fault(text, error)}") from error
    except ValueError as error:  # a number with thousands of digits
        raise WrongConfig(f"{path} is not TOML: a number in it has too many digits") from error
    except RecursionError as error:
        raise WrongConfig(f"{path} is nested too deep to be read") from error
    tool = table.get("tool", {})
    if not isinstance(tool, dict):
        raise WrongConfig(f"{path}: [tool] must be a table")
    _refuse_misspelled(path, table, tool)
    section = tool.get(_SECTION)
    if section is not None:
        _check(path, section)
    return section


def _refuse_misspelled(path: Path, document: Iterable[str], tool: Iterable[str]) -> None:
    """A section that is meant to be ours must not be passed over in silence."""
    inside = (f"tool.{name}" for name in tool if name != _SECTION and _is_near(name))
    for name in (*inside, *filter(_is_near, document)):
        raise WrongConfig(f"{path}: [{name}] is not read; write [tool.{_SECTION}]")


def _is_near(name: str) -> bool:
    from difflib import SequenceMatcher

    return SequenceMatcher(None, name.lower().replace("_", "-"), _SECTION).ratio() > _NEAR


_NEAR = 0.85
"""`realtime-codgen` is nearer than that, and `realtime-runtime` is not."""


def _check(path: Path, table: Any) -> None:
    """Raises WrongConfig for what the section cannot hold."""
    if not isinstance(table, dict):
        raise WrongConfig(f"{path}: [tool.realtime-codegen] must be a table")
    if faults := list(_faults(table)):
        raise WrongConfig(f"{path}: [tool.realtime-codegen] {'; and '.join(faults)}")


def _faults(table: dict[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        if key not in _KEYS and not isinstance(value, dict):
            yield f'has no key "{key}"{_way(key, value)}'
        if key in ("schemas", "output") and not _is_path(value):
            yield f'"{key}" must be the path of a folder'
        if key == "warnings-as-errors" and not isinstance(value, bool):
            yield f'"{key}" must be true or false'


def _way(key: str, value: object) -> str:
    """What to write in place of a key that there is not."""
    if key == "accept":
        return "; write it in the table [tool.realtime-codegen.breaking]"
    target = nearest_target(key)
    if target is not None and _is_path(value):
        return f'; write a table [tool.realtime-codegen.{target}] with output = "{value}"'
    return suggestion(key, _KEYS) or f"; the keys are {', '.join(_KEYS)}"


def _is_path(value: object) -> bool:
    return isinstance(value, str) and value != "" and "\0" not in value
