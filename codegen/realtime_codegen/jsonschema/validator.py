"""The validator of the runtime, jsonschema-rs. The only module that imports it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from jsonschema_rs import Draft202012Validator, ValidationError

    Fault = ValidationError


class Registry:
    """Schemas that others can refer to, by URI."""

    def __init__(self, schemas: Iterable[tuple[str, Any]]) -> None:
        import jsonschema_rs

        self._registry = jsonschema_rs.Registry(list(schemas))

    def check(self, uri: str) -> Callable[[Any], bool]:
        """What says whether a value is valid by the schema of this URI."""
        import jsonschema_rs

        validator = jsonschema_rs.Draft202012Validator(
            {"$ref": uri}, registry=self._registry, validate_formats=True, offline=True
        )
        return validator.is_valid


def compiled(schema: dict[str, Any], *, formats: bool = False) -> Draft202012Validator:
    """The validator of a schema. Never fetches anything. Raises ValueError for what is none."""
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(schema, validate_formats=formats, offline=True)


def compiles(schema: dict[str, Any]) -> bool:
    """Whether there is a validator of a schema."""
    try:
        compiled(schema)
    except ValueError:
        return False
    return True
