"""Payload: the base of generated models.

A model is a plain shape: it holds what a type checker can say, and the JSON Schema judges what
is sent. So nothing here constrains, and unknown keys are kept.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

# Passed as a whole, so that type checkers that read `extra="allow"` still refuse a misspelt
# keyword argument: extra keys are for data from elsewhere, not for constructor calls.
_SHAPE: ConfigDict = {
    "extra": "allow",
    "defer_build": True,
    # Not null, pydantic's default: null could be what the schema admits.
    "ser_json_inf_nan": "constants",
    "validate_by_alias": True,
    "validate_by_name": True,
    "protected_namespaces": (),
}


class Payload(BaseModel):
    """The base of every generated model."""

    model_config = _SHAPE


def absent(value: object) -> bool:
    """Whether an optional field that admits no null is left out: `Field(exclude_if=absent)`."""
    return value is None
