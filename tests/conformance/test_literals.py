"""The static types agree: what a schema admits type-checks as the input of its topic."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from .strategies import schemas, values
from .whole_path import definitions, generated, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FORMATS = Draft202012Validator.FORMAT_CHECKER
_PYTHON_FORMATS = ("date", "date-time", "time", "uuid")
Sample = list[tuple[Any, list[Any]]]


def test_what_a_schema_admits_has_its_type(tmp_path: Path) -> None:
    """mypy takes literals of valid values as what publishers pass."""
    pairs = {f"m{number}": pair for number, pair in enumerate(sample(150))}
    files, _ = generated(definitions({name: schema for name, (schema, _) in pairs.items()}))
    write(files, tmp_path / "literals")
    lines = [
        f"from literals.{name} import {name}_channel; {name}_channel.it({value!r})"
        for name, (_, found) in pairs.items()
        if f"{name}.py" in files
        for value in found
    ]
    assert len(lines) > 100
    (tmp_path / "check.py").write_text("\n".join(lines), encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "check.py", "literals"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def sample(count: int) -> Sample:
    """Schemas, each with values that it admits and that Python can write as literals."""
    found: Sample = []

    @given(schema=schemas(), data=st.data())
    @settings(
        max_examples=count,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def collect(schema: Any, data: st.DataObject) -> None:
        drawn = [data.draw(values(schema)) for _ in range(4)]
        admits = Draft202012Validator(schema, format_checker=_FORMATS).is_valid
        found.append((schema, [v for v in drawn if admits(v) and is_literal(schema, v)]))

    collect()
    return found


def is_literal(schema: Any, value: Any) -> bool:
    """Text is none of a type such as datetime, nor does a TypedDict admit the keys of others."""
    own = repr({k: v for k, v in schema.items() if k != "$defs"} if schema is not True else {})
    is_extra = "'properties'" in own and any(repr(k) not in repr(schema) for k in keys(value))
    return not is_extra and not any(f"'format': '{name}'" in own for name in _PYTHON_FORMATS)


def keys(value: Any) -> Iterator[str]:
    """The keys of all objects in a value."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    yield from value if isinstance(value, dict) else ()
    for part in parts:
        yield from keys(part)
