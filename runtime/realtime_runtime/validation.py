"""The schema as judge: decoded JSON in, problems with their pointers out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .encoding import pointer_token, shorten
from .errors import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from jsonschema_rs import ValidationError


class Judge:
    """A compiled JSON Schema, draft 2020-12, with `format` asserted. Never fetches anything.

    Raises ValueError when the schema itself is wrong.
    """

    def __init__(self, schema: Mapping[str, Any]) -> None:
        import jsonschema_rs  # 0.06 s: on first need

        validator = jsonschema_rs.Draft202012Validator(
            dict(schema), validate_formats=True, offline=True
        )
        self.admits = validator.is_valid
        """Whether the schema admits this decoded JSON value."""
        self._iter_errors = validator.iter_errors

    def problems(self, value: object) -> tuple[Problem, ...]:
        """All that is wrong with `value`, each problem once, in the order of the payload."""
        found = dict.fromkeys(_problems(self._iter_errors(value)))
        return tuple(sorted(found, key=lambda problem: problem.pointer))


def _problems(errors: Iterable[ValidationError]) -> Iterator[Problem]:
    for error in errors:
        branch = _nearest_branch(error)
        if branch is None:
            yield Problem(_pointer(error), _expected(error), _found(error))
        else:
            yield from _problems(branch)


def _nearest_branch(error: ValidationError) -> list[ValidationError] | None:
    """The branch of a union that was meant: the one whose tag fits, else the one least wrong."""
    if error.kind.name not in ("anyOf", "oneOf"):
        return None
    branches: list[list[ValidationError]] = getattr(error.kind, "context", [])
    if not branches or not all(branches):
        return None  # several branches of a oneOf fit: no single one was meant
    depth = len(error.instance_path)
    untagged = [b for b in branches if not any(_is_tag(e, depth) for e in b)]
    if len(untagged) == 1:
        return untagged[0]
    shaped = [b for b in (untagged or []) if not any(_is_type_of(e, depth) for e in b)]
    return shaped[0] if len(shaped) == 1 else None


def _is_tag(error: ValidationError, depth: int) -> bool:
    """Whether a property of the union's value itself is not this branch's constant."""
    return error.kind.name in ("const", "enum") and len(error.instance_path) == depth + 1


def _is_type_of(error: ValidationError, depth: int) -> bool:
    return error.kind.name == "type" and len(error.instance_path) == depth


def _pointer(error: ValidationError) -> str:
    return "".join(map(pointer_token, error.instance_path))


def _found(error: ValidationError) -> str:
    unexpected = getattr(error.kind, "unexpected", None)
    if unexpected:
        return ", ".join(map(shorten, unexpected))
    if error.kind.name == "required" and isinstance(error.instance, dict):
        return f"only {', '.join(map(shorten, error.instance))}" if error.instance else "{}"
    return shorten(error.instance)


_EXPECTATIONS: dict[str, tuple[str, Callable[[Any], str]]] = {
    "type": ("types", lambda types: " or ".join(types)),
    "required": ("property", lambda name: f"the property {shorten(name)}"),
    "const": ("expected_value", shorten),
    "enum": ("options", lambda options: "one of " + ", ".join(map(shorten, options))),
    "format": ("format", lambda name: f"a string of format {name}"),
    "pattern": ("pattern", lambda pattern: f"a string that matches {shorten(pattern)}"),
    "minimum": ("limit", lambda limit: f"at least {limit}"),
    "maximum": ("limit", lambda limit: f"at most {limit}"),
    "exclusiveMinimum": ("limit", lambda limit: f"more than {limit}"),
    "exclusiveMaximum": ("limit", lambda limit: f"less than {limit}"),
    "multipleOf": ("multiple_of", lambda factor: f"a multiple of {factor:g}"),
    "minLength": ("limit", lambda limit: f"at least {limit} characters"),
    "maxLength": ("limit", lambda limit: f"at most {limit} characters"),
    "minItems": ("limit", lambda limit: f"at least {limit} items"),
    "maxItems": ("limit", lambda limit: f"at most {limit} items"),
    "minProperties": ("limit", lambda limit: f"at least {limit} properties"),
    "maxProperties": ("limit", lambda limit: f"at most {limit} properties"),
}
_SENTENCES = {
    "additionalProperties": "only the schema's properties",
    "unevaluatedProperties": "only the schema's properties",
    "unevaluatedItems": "only the schema's items",
    "additionalItems": "only the schema's items",
    "uniqueItems": "items that differ from each other",
    "anyOf": "a value of one of the union's types",
    "oneOf": "a value of exactly one of the union's types",
    "false schema": "no value here",
}


def _expected(error: ValidationError) -> str:
    """What the failed keyword asks for; jsonschema-rs's own sentence for the rare ones."""
    keyword = error.kind.name
    if keyword in _EXPECTATIONS:
        attribute, sentence = _EXPECTATIONS[keyword]
        return sentence(getattr(error.kind, attribute))
    return _SENTENCES.get(keyword) or f"what {keyword!r} asks for ({error.message[:120]})"
