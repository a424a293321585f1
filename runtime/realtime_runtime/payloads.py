"""PayloadType: the type that a topic's subscribers receive, and the schema that judges."""

from __future__ import annotations

import json
import re
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, cast

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import from_json, to_json
from typing_extensions import TypeVar

from .encoding import pointer_token, shorten
from .errors import NOT_EXPLAINED, InvalidPayload, Problem
from .schemas import Definitions, bundle
from .validation import Judge

if TYPE_CHECKING:
    from collections.abc import Callable

TData_co = TypeVar("TData_co", covariant=True)


class PayloadType(Generic[TData_co]):
    """The type and the schema of a topic's payload, shared by all channels of a class.

    Compiled on first use and then kept. Two threads that come first together compile twice, and
    either result serves.
    """

    def __init__(
        self,
        type_: Callable[[], object],
        schema: str,
        definitions: Definitions | None,
        *,
        validate: bool,
    ) -> None:
        self._type = type_
        self._text = schema
        self._definitions = definitions
        self._validate = validate

    @cached_property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema, with all that it refers to."""
        return bundle(self._text, self._definitions)

    @cached_property
    def fingerprint(self) -> str:
        """Tells whether a publisher's schema is the subscriber's: 16 hexadecimal digits."""
        from hashlib import sha256  # loads OpenSSL: on first need

        text = json.dumps(self.schema, sort_keys=True, separators=(",", ":"))
        return sha256(text.encode()).hexdigest()[:16]

    @cached_property
    def _judge(self) -> Judge:
        return Judge(self.schema)

    @cached_property
    def _validate_json(self) -> Callable[..., TData_co]:
        """The bound validator, at half the price of the methods around it."""
        type_ = cast("type[Any]", self._type())
        if isinstance(type_, type) and issubclass(type_, BaseModel):
            type_.model_rebuild()
            return cast("Callable[..., TData_co]", type_.__pydantic_validator__.validate_json)
        return cast("Callable[..., TData_co]", TypeAdapter(type_).validator.validate_json)

    @cached_property
    def admits(self) -> Callable[[object], bool]:
        """Whether the schema admits decoded JSON; with `validate: false` it admits everything."""
        return self._judge.admits if self._validate else lambda value: True

    def problems(self, value: object) -> tuple[Problem, ...]:
        """Why the schema refuses decoded JSON that it does not admit."""
        return self._judge.explain(value)

    def judge(self, channel: str, topic: str, body: bytes) -> None:
        """Judge JSON that arrived from elsewhere. Raises InvalidPayload, with the body."""
        try:
            value = from_json(body, allow_inf_nan=False)
        except ValueError:
            problem = Problem("", "JSON", shorten(body[:200].decode(errors="replace")))
            raise InvalidPayload(channel, topic, [problem], body=body) from None
        if not self.admits(value):
            raise InvalidPayload(channel, topic, self.problems(value), body=body)

    def decode(self, channel: str, topic: str, body: bytes) -> TData_co:
        """The model (or plain value) of judged JSON; raises InvalidPayload, with the body."""
        try:
            return self._validate_json(body, strict=True)
        except ValidationError:
            pass  # JSON that Python has no exact type for, or that nothing has judged
        try:
            return self._validate_json(to_json(_as_python_has_it(from_json(body))))
        except ValidationError as error:
            raise InvalidPayload(channel, topic, _problems(error), body=body) from None


def _problems(error: ValidationError) -> list[Problem]:
    """What does not have the type's form; of very much only that it is much."""
    if (count := error.error_count()) > _MOST_ERRORS:
        return [Problem("", f"the form of {error.title}", f"{count} problems"), NOT_EXPLAINED]
    found = error.errors(include_url=False, include_context=False)
    told = [
        Problem("".join(map(pointer_token, e["loc"])), e["msg"], shorten(e["input"]))
        for e in found[:_MOST_TOLD]
    ]
    return told if len(told) == len(found) else [*told, NOT_EXPLAINED]


def _as_python_has_it(value: Any) -> Any:
    """JSON with 2.0, which is whole, as 2; and with leap seconds as the end of the one before."""
    if isinstance(value, dict):
        return {key: _as_python_has_it(item) for key, item in value.items()}
    if isinstance(value, list):
        return list(map(_as_python_has_it, value))
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and (leap := _LEAP_SECOND.fullmatch(value)):
        return f"{leap[1]}59.999999{leap[2]}"
    return value


_MOST_TOLD = 100
_MOST_ERRORS = 1_000
_LEAP_SECOND = re.compile(r"((?:\d{4}-\d\d-\d\d[Tt ])?\d\d:\d\d:)60(?:\.\d+)?([Zz]|[+-]\d\d:\d\d)")

UNJUDGED: PayloadType[object] = PayloadType(lambda: object, "{}", None, validate=False)
"""The payload type of messages that have just arrived, before a topic has received them."""
