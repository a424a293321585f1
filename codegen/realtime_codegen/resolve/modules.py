"""Names: every module, channel, topic and parameter gets the one that the contract gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..addresses import Address
from ..diagnostics import Diagnostic
from ..model import Channel, Definition, Module, Parameter, Site, Topic
from ..names import ClassName, FieldName, ModuleName, NotAName

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from ..definitions import ChannelDefinition, FileDefinition
    from ..diagnostics import Pointer, Position
    from ..documents import Document

    TName = TypeVar("TName")

# What a topic's attribute must not hide.
CHANNEL_ATTRIBUTES = ("name", "topics", "params")


def modules_of(files: list[FileDefinition]) -> tuple[tuple[Module, ...], list[Diagnostic]]:
    """A module for each file, and every key from which no free Python name can be made."""
    naming = _Naming()
    modules = [naming.module(file) for file in files]
    return tuple(module for module in modules if module is not None), naming.problems


class _Naming:
    def __init__(self) -> None:
        self.problems: list[Diagnostic] = []

    def module(self, file: FileDefinition) -> Module | None:
        document = file.document
        name = self._name(ModuleName.of_path, document.path, document, (), "module")
        if name is None:
            return None
        channels = [self._channel(document, channel) for channel in file.channels]
        definitions = [self._definition(document, key) for key in file.definitions]
        return Module(
            document.path,
            name,
            tuple(channel for channel in channels if channel is not None),
            tuple(definition for definition in definitions if definition is not None),
        )

    def _definition(self, document: Document, key: str) -> Definition | None:
        pointer = ("$defs", key)
        name = self._name(ClassName.of, key, document, pointer, "class")
        if name is None:
            return None
        return Definition(key, name, Site(document.path, pointer))

    def _channel(self, document: Document, channel: ChannelDefinition) -> Channel | None:
        parameters = []
        for key, schema in channel.parameters.items():
            pointer = (*channel.pointer, "params", key)
            name = self._name(FieldName, key, document, pointer, "parameter")
            if name is not None:
                judged = {k: v for k, v in schema.items() if k != "description"}
                parameters.append(Parameter(name, judged, str(schema.get("description") or "")))
        return Channel(
            key=channel.key,
            class_name=ClassName.of(channel.key, "channel"),
            factory=FieldName.of_key(f"{channel.key}_channel"),
            description=channel.description,
            deprecated=channel.deprecated,
            address=Address.of(channel.name, {p.name: p.schema for p in parameters}),
            parameters=tuple(parameters),
            topics=self._topics(document, channel),
            site=Site(document.path, channel.pointer),
        )

    def _topics(self, document: Document, channel: ChannelDefinition) -> tuple[Topic, ...]:
        taken: dict[str, Pointer] = {}
        topics = []
        for topic in channel.topics:
            name = self._name(FieldName.of_key, topic.key, document, topic.pointer, "attribute")
            if name is None:
                continue
            if name in CHANNEL_ATTRIBUTES:
                message = f'every channel has an attribute "{name}"; give the topic another name'
                self._problem("reserved-name", message, document, topic.pointer)
            if name in taken:
                first = document.position(taken[name], key=True)
                message = f'the topics "{topic.key}" and "{taken[name][-1]}" both need "{name}"'
                self._problem("name-taken", message, document, topic.pointer, (first, "the other"))
                continue
            taken[name] = topic.pointer
            topics.append(
                Topic(
                    key=topic.key,
                    attribute=name,
                    class_name=ClassName.of(channel.key, topic.key),
                    description=topic.description,
                    deprecated=topic.deprecated
                    or ("" if channel.parameters else channel.deprecated),
                    validate=topic.validate,
                    schema=Site(document.path, (*topic.pointer, "schema")),
                )
            )
        return tuple(topics)

    def _name(
        self,
        make: Callable[[str], TName],
        text: str,
        document: Document,
        pointer: Pointer,
        what: str,
    ) -> TName | None:
        try:
            return make(text)
        except NotAName as error:
            message = f"no {what} can have this name: {error}; give it another"
            self._problem("no-python-name", message, document, pointer)
            return None

    def _problem(
        self,
        code: str,
        message: str,
        document: Document,
        pointer: Pointer,
        *related: tuple[Position, str],
    ) -> None:
        position = document.position(pointer, key=True)
        self.problems.append(Diagnostic(code, message, position, related=related))
