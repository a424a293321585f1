"""ChannelName: the template of a channel's name, filled with parameters and parsed back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from .encoding import shorten
from .errors import InvalidParameter
from .validation import Validator

if TYPE_CHECKING:
    from collections.abc import Mapping

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def pieces(template: str) -> list[str]:
    """The texts of a template, and between them the names of its placeholders."""
    return _PLACEHOLDER.split(template)


def separator_before(text: str) -> str:
    """What the value before a text must not contain: its first character, or if that is a letter
    or a digit, all of it: a word separates as a whole, as in "{a}to{b}"."""
    return text if text[:1].isalnum() else text[:1]


@dataclass(frozen=True)
class ChannelName:
    """A name such as "pipeline:{run_id}", and the JSON Schema of each parameter.

    A value must not contain a separator beside its placeholder: what a user types must not reach
    another channel, and every name must parse back into the values that made it. A UUID stands
    in lower case, and is validated so.
    """

    template: str
    parameters: Mapping[str, Mapping[str, Any]]

    def fill(self, values: Mapping[str, object]) -> str:
        """The channel's name. Raises InvalidParameter, with all that is wrong."""
        texts: dict[str, str] = {}
        wrong: list[InvalidParameter] = []
        unknown = [name for name in values if name not in self.parameters]
        for name in (*unknown, *self.parameters):
            if name not in values:
                wrong.append(InvalidParameter(self.template, name, "a value", "none"))
            elif name not in self.parameters:
                found = shorten(values[name])
                wrong.append(InvalidParameter(self.template, name, "no such parameter", found))
            else:
                try:
                    texts[name] = self._text(name, values[name])
                except InvalidParameter as error:
                    wrong.append(error)
        if wrong:
            first, *others = wrong
            raise InvalidParameter(
                self.template, first.parameter, first.expected, first.found, others
            )
        return _PLACEHOLDER.sub(lambda match: texts[match[1]], self.template)

    def parse(self, name: str, *, explains: bool = True) -> dict[str, str | int]:
        """The parameters of a name that `fill` made. Raises InvalidParameter for any other.

        To explain what a schema asks for takes twenty times as long as to know that it says no.
        """
        match = self._pattern.fullmatch(name)
        if match is None:
            form = f"the form {self.template!r}"
            raise InvalidParameter(self.template, None, form, shorten(name))
        values: dict[str, str | int] = {}
        for parameter, text in match.groupdict().items():
            integer = self.parameters[parameter]["type"] == "integer"
            value = _integer(text) if integer else text
            if value is None:
                raise InvalidParameter(self.template, parameter, "an integer", shorten(text))
            if self._text(parameter, value, explains=explains) != text:
                raise InvalidParameter(self.template, parameter, "lower case", shorten(text))
            values[parameter] = value
        return values

    def _text(self, name: str, value: object, *, explains: bool = True) -> str:
        """How a value stands in the name."""
        schema = self.parameters[name]
        plain = _plain(value, schema)
        if plain is None:
            expected = "an integer" if schema["type"] == "integer" else "a string"
            raise InvalidParameter(self.template, name, expected, shorten(value))
        try:
            text = str(plain)
        except ValueError:
            expected = "an integer of at most 4300 digits"
            raise InvalidParameter(self.template, name, expected, "more") from None
        if not text:
            raise InvalidParameter(self.template, name, "a string that is not empty", '""')
        if not text.isprintable():
            raise InvalidParameter(self.template, name, "printable characters", shorten(value))
        for separator in self._separators[name]:
            # Also what would begin inside the value: "aba" after "xab" is found at "x".
            if (text + separator).find(separator) < len(text):
                expected = f"a value without the separator {separator!r}"
                raise InvalidParameter(self.template, name, expected, shorten(value))
        if name in self._validators and not self._validators[name].is_valid(plain):
            if not explains:
                raise InvalidParameter(self.template, name, "a valid value", shorten(plain))
            problem, *_ = self._validators[name].explain(plain)
            raise InvalidParameter(self.template, name, problem.expected, problem.found)
        return text

    @cached_property
    def _validators(self) -> dict[str, Validator]:
        """Only of parameters that ask for more than a type: the validator is loaded late."""
        return {
            n: Validator(_in_lower_case(schema))
            for n, schema in self.parameters.items()
            if len(schema) > 1
        }

    @cached_property
    def _separators(self) -> dict[str, tuple[str, ...]]:
        """What each parameter's value must not contain, from the text around its placeholder."""
        before, *rest = pieces(self.template)
        found: dict[str, tuple[str, ...]] = {}
        for name, after in zip(rest[::2], rest[1::2], strict=True):
            mark_before = before[-1:] if not before[-1:].isalnum() else ""
            mark_after = separator_before(after)
            found[name] = tuple(dict.fromkeys(mark for mark in (mark_before, mark_after) if mark))
            before = after
        return found

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        parts = pieces(self.template)
        texts = [re.escape(part) for part in parts]
        # No value contains what follows it, so the first place where that fits is the right one:
        # atomic groups never look for another, however long the name.
        for index, name in enumerate(parts[1::2]):
            after = texts[2 * index + 2] or r"\Z"
            texts[2 * index + 1] = f"(?>(?P<{name}>.+?){after})"
            texts[2 * index + 2] = ""
        return re.compile("".join(texts), re.DOTALL)


def _in_lower_case(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema of a UUID as it stands in the name, however its values are written."""
    if schema.get("format") != "uuid" or "enum" not in schema:
        return schema
    return {**schema, "enum": [value.lower() for value in schema["enum"]]}


def _plain(value: object, schema: Mapping[str, Any]) -> str | int | None:
    """The string or integer that a value is, without what a subclass makes of it."""
    if schema["type"] == "integer":
        if not isinstance(value, int) or isinstance(value, bool):
            return None
        return int.__index__(value)
    is_uuid = schema.get("format") == "uuid"
    if isinstance(value, UUID) and is_uuid:
        value = str(value)
    if not isinstance(value, str):
        return None
    # Not str(): an Enum that is a string would give its member's name.
    text = str.__str__(value)
    return text.lower() if is_uuid else text


def _integer(text: str) -> int | None:
    """The integer that is written in this way, and in this way only."""
    try:
        value = int(text)
    except ValueError:  # also for more digits than Python reads
        return None
    return value if str(value) == text else None
