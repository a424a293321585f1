"""`[tool.realtime-codegen]` in pyproject.toml: where definitions are, and where output goes."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from .diagnostics import suggestion

_KEYS = ("schemas", "output")


class WrongConfig(Exception):
    """The configuration cannot be used. Its message names the file and what to do."""


class Config(NamedTuple):
    """`schemas` is None where neither the command line nor a pyproject.toml names it."""

    schemas: Path | None = None
    output: Path = Path("generated")


def find_config(start: Path) -> Config:
    """The configuration of the nearest pyproject.toml, in `start` or above, that has one.

    Its paths are relative to that file's folder; they come back relative to `start`'s way there.
    """
    for folder in (start, *start.resolve().parents):
        if (table := _table(folder / "pyproject.toml")) is not None:
            schemas, output = table.get("schemas"), table.get("output", "generated")
            return Config(folder / schemas if schemas is not None else None, folder / output)
    return Config()


def _table(path: Path) -> dict[str, str] | None:
    import tomllib

    try:
        table: object = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise WrongConfig(f"cannot read {path}: {error.strerror}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongConfig(f"{path} is not TOML: {error}") from error
    for name in ("tool", "realtime-codegen"):
        if not isinstance(table, dict):
            raise WrongConfig(f"{path}: [tool] is a table")
        table = table.get(name)
        if table is None:
            return None
    if not isinstance(table, dict):
        raise WrongConfig(f"{path}: [tool.realtime-codegen] is a table")
    for key, value in table.items():
        if key not in _KEYS:
            hint = suggestion(key, _KEYS) or f"; the keys are {' and '.join(_KEYS)}"
            raise WrongConfig(f'{path}: [tool.realtime-codegen] has no key "{key}"{hint}')
        if not isinstance(value, str) or not value:
            raise WrongConfig(f'{path}: [tool.realtime-codegen] "{key}" is the path of a folder')
    return table
