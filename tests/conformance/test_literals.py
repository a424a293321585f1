"""The static types agree: what a schema accepts type-checks as the input of its topic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from ..support.commands import run
from ..support.files import write
from .strategies import schemas, values
from .whole_path import definitions, generated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow

_FORMATS = Draft202012Validator.FORMAT_CHECKER
_PYTHON_FORMATS = ("date", "date-time", "time", "uuid")
_NODE = {"Node": {"type": "object", "required": ["value"]}}
Sample = list[tuple[Any, list[Any]]]


def test_what_a_schema_admits_has_its_type(tmp_path: Path) -> None:
    """mypy takes literals of valid values as what publishers pass."""
    pairs = {f"m{number}": pair for number, pair in enumerate(sample(150))}
    files, _ = generated(definitions({name: schema for name, (schema, _) in pairs.items()}))
    write(files, tmp_path / "literals")
    lines = [
        f"from literals.{name} import {name}_channel; {name}_channel.it({written(schema, value)!r})"
        for name, (schema, found) in pairs.items()
        if f"{name}.py" in files
        for value in found
    ]
    assert len(lines) > 100
    (tmp_path / "check.py").write_text("\n".join(lines), encoding="utf-8")
    run("mypy", "--strict", "check.py", "literals", cwd=tmp_path)


def sample(count: int) -> Sample:
    """Schemas, each with values that it accepts and that Python can write as literals."""
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
        accepts = Draft202012Validator(schema, format_checker=_FORMATS).is_valid
        found.append((schema, [v for v in drawn if accepts(v) and is_literal(schema, v)]))

    collect()
    return found


def written(schema: Any, value: Any) -> Any:
    """A value as Python writes it: where the type is a tuple, with a tuple."""
    if not isinstance(schema, dict):
        return value
    for branch in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
        if isinstance(branch, dict) and "$ref" not in branch:
            is_this = Draft202012Validator({**branch, "$defs": _NODE}).is_valid(value)
            value = written(branch, value) if is_this else value
    if isinstance(value, dict):
        own, others = schema.get("properties", {}), schema.get("additionalProperties")
        return {key: written(own.get(key, others), item) for key, item in value.items()}
    if not isinstance(value, list):
        return value
    first = schema.get("prefixItems", [])
    rest = [schema.get("items")] * len(value)
    items = [written(part, item) for part, item in zip([*first, *rest], value, strict=False)]
    is_tuple = first and schema.get("items") is False and schema.get("minItems", 0) >= len(first)
    return tuple(items) if is_tuple else items


def is_literal(schema: Any, value: Any) -> bool:
    """Text is none of a type such as datetime, nor does a TypedDict accept the keys of others."""
    if isinstance(written(schema, value), tuple) and any(isinstance(v, dict) for v in value):
        return False  # mypy does not look into a tuple for what may be a model or its dict
    own = repr({k: v for k, v in schema.items() if k != "$defs"} if schema is not True else {})
    is_extra = "'properties'" in own and any(repr(k) not in repr(schema) for k in keys(value))
    return not is_extra and not any(f"'format': '{name}'" in own for name in _PYTHON_FORMATS)


def keys(value: Any) -> Iterator[str]:
    """The keys of all objects in a value."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    yield from value if isinstance(value, dict) else ()
    for part in parts:
        yield from keys(part)
