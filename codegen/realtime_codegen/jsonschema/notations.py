"""Types in the notations of Python, TypeScript and others, as JSON Schema."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Made: TypeAlias = dict[str, Any]

_OF_TYPE = {
    "string": "str string text char varchar",
    "integer": "int integer long int32 int64 bigint",
    "number": "number float double decimal float32 float64",
    "boolean": "bool boolean",
    "object": "dict object map mapping record hash json",
    "array": "list array sequence tuple iterable",
    "null": "none null nil undefined void nonetype",
}
_OF_FORMAT = {
    "date": "date",
    "date-time": "datetime date-time timestamp",
    "time": "time",
    "duration": "timedelta duration",
    "uuid": "uuid guid",
    "email": "email emailstr",
    "uri": "uri url anyurl httpurl",
    "ipv4": "ipv4 ipv4address",
    "ipv6": "ipv6 ipv6address",
}
_WORDS: dict[str, Made] = {
    **{word: {"type": type_} for type_, words in _OF_TYPE.items() for word in words.split()},
    **{
        word: {"type": "string", "format": format_}
        for format_, words in _OF_FORMAT.items()
        for word in words.split()
    },
    **{word: {} for word in ("any", "unknown")},
    **{word: {"type": "array", "uniqueItems": True} for word in ("set", "frozenset")},
    "bytes": {"type": "string", "contentEncoding": "base64"},
}
_TOKEN = re.compile(r"\s*([A-Za-z_][\w.-]*|\"[^\"]*\"|'[^']*'|-?\d+|\[\]|\.\.\.|[\[\]<>(),|?])")
_CLOSING = {"[": "]", "<": ">", "(": ")"}
_LONGEST = 100  # the reader recurses


def schema_of(text: str, reference: Callable[[str], str] = lambda _: "") -> Made | None:
    """The schema that a type's notation means, or None. `reference` has that of a definition, by
    its name: "" where there is none."""
    if re.fullmatch(r"[^\s#]*#/\S+", text):
        return {"$ref": text}
    tokens: list[str] = []
    at, end = 0, len(text.rstrip())
    while at < end <= _LONGEST:
        match = _TOKEN.match(text, at)
        if match is None:
            return None
        tokens.append(match[1])
        at = match.end()
    try:
        return _Reader(tokens, reference).whole()
    except _Unknown:
        return None


def in_flow(value: Any) -> str:
    """A schema, or a part of one, as YAML has it on one line."""
    if isinstance(value, dict):
        return f"{{{entries(value)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(in_flow, value))}]"
    is_word = isinstance(value, str) and re.fullmatch(r"[A-Za-z][\w-]*", value)
    return value if is_word and value not in _QUOTED else json.dumps(value, ensure_ascii=False)


def entries(schema: Made) -> str:
    """The keywords of a schema on one line, as they stand in its braces."""
    return ", ".join(f"{keyword}: {in_flow(value)}" for keyword, value in schema.items())


_QUOTED = ("null", "true", "false", "yes", "no", "on", "off", "y", "n")


class _Unknown(Exception):
    """This is no type that is known here."""


class _Reader:
    def __init__(self, tokens: list[str], reference: Callable[[str], str]) -> None:
        self._tokens = tokens[::-1]
        self._reference = reference

    def whole(self) -> Made:
        parts = [self._union()]
        while self._takes(","):
            parts.append(self._union())
        if self._tokens:
            raise _Unknown
        return _joined(parts)

    def _takes(self, *texts: str) -> str:
        """The next token, which is taken, if it is one of these."""
        return self._tokens.pop() if self._tokens and self._tokens[-1] in texts else ""

    def _union(self) -> Made:
        parts = [self._repeated()]
        while self._takes("|", "or"):
            parts.append(self._repeated())
        return _joined(parts)

    def _repeated(self) -> Made:
        schema = self._single()
        while mark := self._takes("[]", "?"):
            schema = {"type": "array", "items": schema} if mark == "[]" else _or_null(schema)
        return schema

    def _single(self) -> Made:
        if not self._tokens:
            raise _Unknown
        word = self._tokens.pop()
        if word[0] in "\"'":
            return {"enum": [word[1:-1]]}
        if re.fullmatch(r"-?\d+", word):
            return {"enum": [int(word)]}
        name = word.rpartition(".")[2].lower()
        if name in ("nullable", "optional") and self._tokens and self._tokens[-1][0].isalpha():
            return _or_null(self._repeated())
        if opening := self._takes(*_CLOSING):
            return _generic(name, list(self._arguments(_CLOSING[opening])))
        if reference := self._reference(word):
            return {"$ref": reference}
        if name not in _WORDS:
            raise _Unknown
        return _WORDS[name]

    def _arguments(self, closing: str) -> Iterator[Made]:
        while not self._takes(closing):
            if not self._takes("..."):
                yield self._union()
            if not self._takes(",") and self._tokens[-1:] != [closing]:
                raise _Unknown


def _generic(name: str, arguments: list[Made]) -> Made:
    if not arguments:
        raise _Unknown
    base = _WORDS.get(name, {}).get("type")
    if name in ("optional", "nullable"):
        return _or_null(arguments[0])
    if name in ("union", "literal", "enum"):
        return _joined(arguments)
    if name == "tuple" and len(arguments) > 1:
        count = len(arguments)
        return {"type": "array", "prefixItems": arguments, "items": False, "minItems": count}
    if base == "array":
        return {**_WORDS[name], "items": arguments[0]}
    if base == "object":
        return {"type": "object", "additionalProperties": arguments[-1]}
    if name == "annotated" or (base is not None and base != "null"):  # varchar(80)
        return arguments[0] if name == "annotated" else _WORDS[name]
    raise _Unknown


def _or_null(schema: Made) -> Made:
    return _joined([schema, {"type": "null"}])


def _joined(parts: list[Made]) -> Made:
    """The schema of what one of these accepts."""
    parts = [part for index, part in enumerate(parts) if part not in parts[:index]]
    if len(parts) == 1 or {} in parts:
        return parts[0] if len(parts) == 1 else {}
    if all(part.keys() == {"enum"} for part in parts):
        return {"enum": [value for part in parts for value in part["enum"]]}
    types = [type_ for part in parts for type_ in _listed(part.get("type", []))]
    rest = [keyword for part in parts for keyword in part.keys() - {"type"}]
    is_typed = all("type" in part for part in parts)
    # Each other keyword speaks of values of one type alone.
    if not is_typed or len(set(types)) < len(types) or len(set(rest)) < len(rest):
        return {"anyOf": parts}
    joined = {keyword: value for part in parts for keyword, value in part.items()}
    return {"type": types, **{key: value for key, value in joined.items() if key != "type"}}


def _listed(types: str | list[str]) -> list[str]:
    return [types] if isinstance(types, str) else types
