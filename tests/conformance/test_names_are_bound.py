"""A generated module can be imported, and all that its types name is found, whatever the schema."""

from __future__ import annotations

import os
import typing
from typing import TYPE_CHECKING, Any

import pytest
import typing_extensions
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from realtime_runtime import Payload
from realtime_runtime.channels import Channel, Topic

from ..support.packages import Package
from .cases import groups
from .whole_path import definitions, generated

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

EXAMPLES = int(os.environ.get("CONFORMANCE_EXAMPLES", "0"))

# Among them all that a module names itself.
KEYS = st.sampled_from(
    """
    typing datetime uuid pydantic collections builtins property tuple list dict int str bool float
    realtime_runtime typing_extensions TYPE_CHECKING definitions None class self value a_long_name
    another_long_name x-y typing_ property_ deprecated Literal date name
    """.split()
)
LEAVES: st.SearchStrategy[Any] = st.sampled_from(
    [
        *({"type": "string", "format": name} for name in ("date", "time", "date-time", "uuid")),
        *({"type": name} for name in ("string", "integer", "number", "boolean", "null")),
        {"enum": ["a rather long value", "typing.Union", "another long value", 3, None]},
        {},
        {"$ref": "#/$defs/Node"},
    ]
)


def _around(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=2, max_size=7)
    deprecated = inner.map(lambda found: {**found, "deprecated": "Use another."})
    return st.one_of(
        several.map(lambda found: {"oneOf": found}),
        several.map(lambda found: {"oneOf": found}),
        inner.map(lambda found: {"type": "array", "items": found}),
        inner.map(lambda found: {"type": "object", "additionalProperties": found}),
        several.map(
            lambda found: {
                "type": "array",
                "prefixItems": found,
                "items": False,
                "minItems": len(found),
            }
        ),
        st.dictionaries(KEYS, inner | deprecated, min_size=1, max_size=5).map(
            lambda found: {"type": "object", "properties": found, "required": sorted(found)[:1]}
        ),
    )


NODE = {"type": "array", "items": {"oneOf": [{"type": "string"}, {"$ref": "#/$defs/Node"}]}}
SCHEMAS: st.SearchStrategy[dict[str, Any]] = st.recursive(LEAVES, _around, max_leaves=14).map(
    lambda schema: {**schema, "$defs": {"Node": NODE}}
)


def resolve(package: Package) -> int:
    """Resolve every type that its modules name; how many classes there are."""
    count = 0
    for module in package.modules():
        for value in list(vars(module).values()):
            if isinstance(value, type) and value.__module__ == module.__name__:
                count += 1
                if issubclass(value, Payload):
                    value.model_rebuild()
                typing.get_type_hints(value, include_extras=True)
                for topic in vars(value).values() if issubclass(value, Channel) else ():
                    if isinstance(topic, Topic):
                        assert callable(topic.payload._decode)
            elif isinstance(value, typing_extensions.TypeAliasType):
                assert value.__value__ is not None
    return count


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bound")


def resolved(schemas: list[Any], folder: Path) -> int:
    files, problems = generated(definitions({f"m{i}": s for i, s in enumerate(schemas)}))
    assert not [problem for problem in problems if problem.code == "unbound-name"]
    with Package.of(files, folder) as package:
        return resolve(package)


@given(schemas=st.lists(SCHEMAS, min_size=12, max_size=12))
@settings(
    max_examples=EXAMPLES or 10,
    derandomize=not EXAMPLES,
    deadline=None,
    phases=[Phase.generate],
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_every_name_of_a_type_is_found(schemas: list[Any], folder: Path) -> None:
    """Of odd types with long lines, beside properties that are called like what the types need."""
    assert resolved(schemas, folder) >= 12


def test_every_name_of_the_suite_is_found(folder: Path) -> None:
    """Of each schema of the official suite."""
    assert resolved([group.schema for group in groups()], folder) > 300
