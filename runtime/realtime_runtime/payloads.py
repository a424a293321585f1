"""PayloadType: the type that a topic's subscribers receive, and the schema that validates it."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, Self

from pydantic import ValidationError
from pydantic_core import from_json
from typing_extensions import TypeVar

from .decoders import decoder, lenient_decoder
from .described import Home
from .encoding import NotJson, encode, pointer_token, remainder, shorten
from .errors import NOT_EXPLAINED, InvalidPayload, Problem
from .schemas import Definitions, bundle
from .validation import Validator

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic_core import ErrorDetails

TData_co = TypeVar("TData_co", covariant=True)

YEAR_ZERO = b'"0000-'
"""How a string begins that the schema takes for a date, and that no date of Python's can hold."""


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
        self._validates = validate
        self.declared: tuple[type, str] | None = None
        """The channel's class and its attribute that has the topic: what is pickled."""

    # Copied and pickled by reference, as functions are: it is compiled, and compared by identity.
    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> str | tuple[Any, ...]:
        if self is UNVALIDATED:
            return "UNVALIDATED"
        if self.declared is None:
            raise TypeError("only topics that a channel's class declares can be pickled")
        return _payload_of, self.declared

    @property
    def home(self) -> Home:
        """The schema by itself, and where its references lead."""
        return Home(json.loads(self._text), self._definitions)

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
    def _validator(self) -> Validator:
        return Validator(self.schema)

    @cached_property
    def _decode(self) -> Callable[[bytes], TData_co]:
        return decoder(self._type(), validated=self._validates)

    @cached_property
    def _decode_leniently(self) -> Callable[[bytes], TData_co]:
        return lenient_decoder(self._type())

    @cached_property
    def is_valid(self) -> Callable[[object], bool]:
        """Whether the schema accepts decoded JSON; with `validate: false` it accepts everything."""
        return self._validator.is_valid if self._validates else lambda value: True

    def problems(self, value: object) -> tuple[Problem, ...]:
        """Why the schema refuses decoded JSON that it does not accept."""
        return self._validator.explain(value)

    def problems_beside(self, data: object, faults: tuple[Problem, ...]) -> tuple[Problem, ...]:
        """The faults of data that has no JSON form, and what the schema refuses in its rest."""
        rest = remainder(data, faults)
        if rest is None or not self._validates:
            return faults
        value, apart = rest
        return self._validator.explain(value, beside=faults, apart=apart)

    def _problems_of_no_json(self, body: bytes) -> tuple[Problem, ...]:
        """Where JSON has NaN or Infinity, which Python's json writes, the rest is told too."""
        try:
            value = from_json(body)
            encode(value)
        except NotJson as error:
            return self.problems_beside(value, error.problems)
        except ValueError:
            pass
        return (Problem("", "JSON", shorten(body[:200].decode(errors="replace"))),)

    def validate(self, channel: str, topic: str, body: bytes) -> None:
        """Validate JSON that arrived from elsewhere. Raises InvalidPayload, with the body."""
        try:
            value = from_json(body, allow_inf_nan=False)
        except ValueError:
            problems = self._problems_of_no_json(body)
            raise InvalidPayload(channel, topic, problems, body=body) from None
        if not self.is_valid(value):
            raise InvalidPayload(channel, topic, self.problems(value), body=body)

    @cached_property
    def has_dates(self) -> bool:
        """Whether valid payloads may hold dates of the year 0, which Python's dates do not have."""
        return self._validates and '"date' in json.dumps(self.schema)

    def check_dates(self, channel: str, topic: str, body: bytes) -> None:
        """Raise InvalidPayload for what the schema accepts and no subscriber could decode."""
        try:
            self.decode(channel, topic, body)
        except InvalidPayload as error:
            raise InvalidPayload(channel, topic, error.problems) from None

    def decode(self, channel: str, topic: str, body: bytes) -> TData_co:
        """The model (or plain value) of validated JSON; raises InvalidPayload, with the body."""
        try:
            return self._decode(body)
        except ValidationError:
            pass  # JSON that Python has no exact type for, or that nothing has validated
        try:
            return self._decode_leniently(body)
        except ValidationError as error:
            raise InvalidPayload(channel, topic, _problems(error, body), body=body) from None
        except ValueError:
            problems = self._problems_of_no_json(body)
            raise InvalidPayload(channel, topic, problems, body=body) from None


def _payload_of(channel: type, attribute: str) -> PayloadType[Any]:
    payload: PayloadType[Any] = getattr(channel, attribute).payload
    return payload


def _problems(error: ValidationError, body: bytes) -> list[Problem]:
    """What does not have the type's form; of very much only that it is much."""
    if (count := error.error_count()) > _MOST_ERRORS:
        return [Problem("", f"the form of {error.title}", f"{count} problems"), NOT_EXPLAINED]
    found = error.errors(include_url=False, include_context=False)
    value = from_json(body)
    told = [_problem(fault, value) for fault in found[:_MOST_TOLD]]
    return told if len(told) == len(found) else [*told, NOT_EXPLAINED]


_MOST_TOLD = 100
_MOST_ERRORS = 1_000


def _problem(fault: ErrorDetails, inside: Any) -> Problem:
    """A fault of pydantic's, whose path names the branches of unions too."""
    pointer = ""
    for step in fault["loc"]:
        parts = range(len(inside)) if isinstance(inside, list) else inside
        if isinstance(parts, range | dict) and step in parts:
            pointer += pointer_token(step)
            inside = inside[step]
    if fault["type"] == "missing":
        what = "the property" if isinstance(inside, dict) else "an item"
        return Problem(pointer, f"{what} {shorten(fault['loc'][-1])}", shorten(inside))
    return Problem(pointer, fault["msg"], shorten(fault["input"]))


UNVALIDATED: PayloadType[object] = PayloadType(lambda: object, "{}", None, validate=False)
"""The payload type of messages that have just arrived, before a topic has received them."""
