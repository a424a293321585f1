"""A document's data, checked, as the model's channels and definitions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .addresses import Address
from .diagnostics import Diagnostic, Pointer, shortened, spaced
from .jsonschema.notations import in_flow
from .model import Channel, Definition, File, Parameter, Schema, Site, Topic, deprecation
from .slips import (
    OF_CHANNEL,
    OF_FILE,
    OF_PARAMETER,
    OF_TOPIC,
    as_parameter,
    other_file,
    way_to_entries,
    way_to_key,
    way_to_topic,
)

if TYPE_CHECKING:
    from .documents import Document

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
_PARAMETER = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def read(document: Document) -> tuple[File | None, list[Diagnostic]]:
    """What a document defines, and everything in it that breaks the format.

    A part that breaks it is left out, so that the rest is still checked.
    """
    reader = _Reader(document)
    return reader.file(), reader.problems


class _Reader:
    def __init__(self, document: Document) -> None:
        self._document = document
        self.problems: list[Diagnostic] = []

    def file(self) -> File | None:
        data = self._document.data
        if data is None:
            self._problem("empty-file", "this file defines nothing; write channels: or $defs:", ())
            return None
        if isinstance(data, dict) and data and (message := other_file(data)):
            self._problem("unknown-key", message, (next(iter(data)),), key=True)
            return None
        if not self._mapping((), "a definition file", known=OF_FILE):
            return None
        definitions: tuple[Definition, ...] = ()
        if "$defs" in data and self._mapping(("$defs",), "$defs"):
            definitions = tuple(
                Definition(key, self._schema(("$defs", key))) for key in data["$defs"]
            )
        channels: tuple[Channel, ...] = ()
        if "channels" in data and self._mapping(("channels",), "channels"):
            found = [self._channel(key, ("channels", key)) for key in data["channels"]]
            channels = tuple(channel for channel in found if channel is not None)
        return File(self._document.path, Site(self._document, ()), channels, definitions)

    def _schema(self, pointer: Pointer) -> Schema:
        site = Site(self._document, pointer)
        return Schema(self._document.at(pointer), pointer[-1], site=site)

    def _channel(self, key: str, pointer: Pointer) -> Channel | None:
        what = f'the channel "{key}"'
        self._check_key(key, pointer)
        if not self._mapping(pointer, what, OF_CHANNEL):
            return None
        if not self._has(pointer, what, ("name", "topics")):
            return None
        name = self._string((*pointer, "name"))
        if name == "":
            message = "a channel's name cannot be empty; write its name on the wire"
            self._problem("empty-name", message, (*pointer, "name"))
        data = self._document.at(pointer)
        params = data.get("params", {})
        parameters: list[Parameter | None] = []
        if "params" in data and self._mapping((*pointer, "params"), "params"):
            parameters = [self._parameter(p, (*pointer, "params", p)) for p in params]
        topics: list[Topic | None] = []
        if self._mapping((*pointer, "topics"), "topics"):
            topics = [self._topic(t, (*pointer, "topics", t)) for t in data["topics"]]
            if not data["topics"]:
                message = f'the channel "{key}" has no topics; write at least one'
                self._problem("no-topics", message, (*pointer, "topics"), key=True)
        description = self._string((*pointer, "description")) or ""
        deprecated = self._deprecated(pointer, what)
        if not name:
            return None
        found = tuple(parameter for parameter in parameters if parameter is not None)
        return Channel(
            key=key,
            description=description,
            deprecated=deprecated,
            address=Address.of(name, {p.key: p.schema for p in found}),
            declared=tuple(params) if isinstance(params, dict) else None,
            parameters=found,
            topics=tuple(topic for topic in topics if topic is not None),
            site=Site(self._document, pointer),
        )

    def _parameter(self, key: str, pointer: Pointer) -> Parameter | None:
        if not _PARAMETER.fullmatch(key):
            message = f'"{key}" cannot name a parameter; use letters, digits and _, a letter first'
            self._problem("invalid-key", message, pointer, key=True)
            return None
        given = self._document.at(pointer)
        way = f"; write {key}: {in_flow(as_parameter(given))}"
        if not self._mapping(pointer, f'the parameter "{key}"', OF_PARAMETER, way):
            return None
        schema = dict(self._document.at(pointer))
        if "type" not in schema and "enum" in schema:
            schema["type"] = "string"
        if schema.get("type") not in ("string", "integer"):
            place = (*pointer, "type") if "type" in schema else pointer
            found = f", not {shortened(schema['type'])}" if "type" in schema else ""
            way = f"; write {key}: {in_flow(as_parameter(schema.get('type')))}"
            message = f'the type of the parameter "{key}" must be string or integer{found}{way}'
            self._problem("parameter-type", message, place, key="type" not in schema)
            return None
        self._string((*pointer, "description"))
        self._string((*pointer, "pattern"))
        if not isinstance(schema.get("enum", []), list):
            found = _kind(schema["enum"])
            message = f"enum must be a list of strings, not {found}"
            self._problem("wrong-type", message, (*pointer, "enum"))
        for keyword in ("pattern", "format", "enum") if schema["type"] == "integer" else ():
            if keyword in schema:
                message = f"{keyword} is only for parameters of type string; remove it"
                self._problem("parameter-type", message, (*pointer, keyword), key=True)
        if "format" in schema and schema["format"] != "uuid":
            message = f'a parameter\'s format must be "uuid", not {shortened(schema["format"])}'
            self._problem("parameter-format", message, (*pointer, "format"))
        description = str(schema.pop("description", "") or "")
        return Parameter(key, schema, description, Site(self._document, pointer))

    def _topic(self, key: str, pointer: Pointer) -> Topic | None:
        what = f'the topic "{key}"'
        self._check_key(key, pointer)
        if not self._mapping(
            pointer, what, OF_TOPIC, way_to_topic(key, self._document.at(pointer))
        ):
            return None
        if not self._has(pointer, what, ("schema",)):
            return None
        validate = self._document.at(pointer).get("validate", True)
        if not isinstance(validate, bool):
            message = "validate must be true or false"
            self._problem("wrong-type", message, (*pointer, "validate"))
        description = self._string((*pointer, "description")) or ""
        deprecated = self._deprecated(pointer, what)
        return Topic(
            key=key,
            description=description,
            deprecated=deprecated,
            validate=validate is not False,
            schema=self._schema((*pointer, "schema")),
            site=Site(self._document, pointer),
        )

    def _deprecated(self, pointer: Pointer, what: str) -> str:
        """The sentence of the deprecation warning; empty where nothing is deprecated."""
        value = self._document.at(pointer).get("deprecated", False)
        if isinstance(value, bool) or (isinstance(value, str) and value.strip()):
            return deprecation(value, what)
        message = "deprecated must be true, or a sentence that says what to use instead"
        place = (*pointer, "deprecated")
        self._problem("wrong-type", message, place, key=value is None)
        return ""

    def _check_key(self, key: str, pointer: Pointer) -> None:
        if _KEY.fullmatch(key):
            return
        what = "channel" if len(pointer) == 2 else "topic"
        message = (
            f'"{key}" cannot name a {what}; use letters, digits, _, - and ., with a letter first'
        )
        self._problem("invalid-key", message, pointer, key=True)

    def _mapping(
        self, pointer: Pointer, what: str, known: tuple[str, ...] = (), way: str = ""
    ) -> bool:
        """Whether there is a mapping, with its unknown keys reported. `way` is what to write
        instead of anything else."""
        value = self._document.at(pointer)
        if not isinstance(value, dict):
            if not known and (value is None or isinstance(value, list)):
                way = way_to_entries(value, what)
            if isinstance(value, str) and (how := spaced(value)):
                way = f"; {how}"
            message = f"{what} must be a mapping of keys to values, not {_kind(value)}{way}"
            self._problem("wrong-type", message, pointer, key=value is None and bool(pointer))
            return False
        for key in value:
            if known and key not in known:
                hint = way_to_key(key, known)
                message = f'"{key}" is not a key of {what}{hint}'
                self._problem("unknown-key", message, (*pointer, key), key=True)
        return True

    def _has(self, pointer: Pointer, what: str, keys: tuple[str, ...]) -> bool:
        value = self._document.at(pointer)
        missing = [key for key in keys if key not in value]
        for key in missing:
            self._problem("missing-key", f'{what} needs "{key}"', pointer, key=True)
        return not missing

    def _string(self, pointer: Pointer) -> str | None:
        """The string there, if there is one; any other value is reported."""
        *above, key = pointer
        value = self._document.at(tuple(above)).get(key)
        if isinstance(value, str) or (value is None and key not in self._document.at(tuple(above))):
            return value
        way = "use quotes"
        if value is None:
            way = "write it, or remove the key; if it begins with #, use quotes"
        message = f"{key} must be a string, not {_kind(value)}; {way}"
        self._problem("wrong-type", message, pointer, key=value is None)
        return None

    def _problem(self, code: str, message: str, pointer: Pointer, *, key: bool = False) -> None:
        position = self._document.position(pointer, key=key)
        self.problems.append(Diagnostic(code, message, position))


def _kind(value: Any) -> str:
    return _KINDS[type(value)]


_KINDS: dict[type, str] = {
    type(None): "null",
    dict: "a mapping",
    list: "a list",
    str: "a string",
    bool: "a boolean",
    int: "a number",
    float: "a number",
}
