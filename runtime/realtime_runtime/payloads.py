"""PayloadType: the type that a topic's subscribers receive, and the schema that judges."""

from __future__ import annotations

import json
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Generic, cast

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import from_json
from typing_extensions import TypeVar

from .encoding import NotJson, encode, pointer_token, shorten
from .errors import InvalidPayload, Problem
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
        text = json.dumps(self.schema, sort_keys=True, separators=(",", ":"))
        return sha256(text.encode()).hexdigest()[:16]

    @cached_property
    def _judge(self) -> Judge:
        return Judge(self.schema)

    @cached_property
    def _validate_json(self) -> Callable[[bytes], TData_co]:
        """The bound validator, at half the price of the methods around it."""
        type_ = cast("type[Any]", self._type())
        if isinstance(type_, type) and issubclass(type_, BaseModel):
            type_.model_rebuild()
            return cast("Callable[[bytes], TData_co]", type_.__pydantic_validator__.validate_json)
        return cast("Callable[[bytes], TData_co]", TypeAdapter(type_).validator.validate_json)

    def encode(self, channel: str, topic: str, data: object) -> bytes:
        """The JSON of `data`, judged. Raises InvalidPayload with every problem."""
        try:
            body, value = encode(data)
        except NotJson as error:
            raise InvalidPayload(channel, topic, error.problems) from None
        if self._validate and not self._judge.admits(value):
            raise InvalidPayload(channel, topic, self._judge.problems(value))
        return body

    def judge(self, channel: str, topic: str, body: bytes) -> None:
        """Judge JSON that arrived from elsewhere. Raises InvalidPayload, with the body."""
        try:
            value = from_json(body, allow_inf_nan=False)
        except ValueError:
            problem = Problem("", "JSON", shorten(body.decode(errors="replace")))
            raise InvalidPayload(channel, topic, [problem], body=body) from None
        if self._validate and not self._judge.admits(value):
            raise InvalidPayload(channel, topic, self._judge.problems(value), body=body)

    def decode(self, channel: str, topic: str, body: bytes) -> TData_co:
        """The model (or plain value) of judged JSON; raises InvalidPayload, with the body."""
        try:
            return self._validate_json(body)
        except ValidationError as error:
            problems = [
                Problem("".join(map(pointer_token, e["loc"])), e["msg"], shorten(e["input"]))
                for e in error.errors(include_url=False)
            ]
            raise InvalidPayload(channel, topic, problems, body=body) from None


UNJUDGED: PayloadType[object] = PayloadType(lambda: object, "{}", None, validate=False)
"""The payload type of messages that have just arrived, before a topic has received them."""
