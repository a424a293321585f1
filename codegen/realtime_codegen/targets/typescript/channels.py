"""Channels: their interfaces, and their factories, which are what Inngest's `channel` gives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .expressions import Of, Word, either, member
from .names import channel_type, factory_name, parameters_type
from .source import WIDTH, comment, key, laid_out, quoted
from .spelling import spelled

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...model import Channel, Parameter, Topic
    from ...types import Types
    from .embedding import Embedded
    from .expressions import Expression
    from .scope import Scope

_PURE = "/* @__PURE__ */"


class Channels:
    """Writes the channels of one module; without `validates` no schema is embedded."""

    def __init__(
        self,
        scope: Scope,
        types: Types,
        embedding: Embedded,
        name_of: Callable[[int], str],
        *,
        validates: bool,
    ) -> None:
        self._scope = scope
        self._types = types
        self._embedding = embedding
        self._name_of = name_of
        self._validates = validates

    def text(self, channel: Channel) -> str:
        parts = [self._interface(channel)]
        if channel.parameters:
            parts.append(self._parameters(channel))
        return "\n".join((*parts, self._factory(channel)))

    def _interface(self, channel: Channel) -> str:
        types = {topic.key: self._type(topic) for topic in channel.topics}
        config = self._scope.shared_type("TopicConfig")
        configs = "".join(member(key(k), Of(config, t), 2) for k, t in types.items())
        ref = self._scope.inngest("TopicRef")
        refs = (
            comment(topic.description, 1, _deprecation(topic, channel))
            + member(f"readonly {key(topic.key)}", Of(ref, types[topic.key]), 1)
            for topic in channel.topics
        )
        return (
            f"{comment(channel.description, 0, channel.deprecated)}"
            f"export interface {channel_type(channel)} {{\n"
            f"  readonly name: {_name(channel)};\n"
            f"  readonly topics: {{\n{configs}  }};\n"
            f"{''.join(refs)}}}\n"
        )

    def _type(self, topic: Topic) -> Expression:
        return spelled(self._types.topics[topic.schema], self._name_of)

    def _parameters(self, channel: Channel) -> str:
        members = "".join(
            comment(parameter.description, 1)
            + member(f"readonly {key(parameter.key)}", _parameter_type(parameter), 1)
            for parameter in channel.parameters
        )
        return f"export interface {parameters_type(channel)} {{\n{members}}}\n"

    def _factory(self, channel: Channel) -> str:
        head = comment(channel.description, 0, channel.deprecated)
        declared = f"export const {factory_name(channel)}:"
        type_ = channel_type(channel)
        if not channel.parameters:
            call = f"{_PURE} {self._scope.shared('fixed')}("
            line = f"{declared} {type_} = {call}{quoted(channel.template)}, {{"
            if len(line) <= WIDTH:
                return f"{head}{line[:-1]}{self._topics(channel, 0)});\n"
            return f"{head}{declared} {type_} = {call}\n{self._arguments(channel)});\n"
        types = [parameters_type(channel), type_]
        factory = self._scope.shared_type("Factory")
        call = f"{_PURE} {self._scope.shared('factory')}("
        line = f"{declared} {factory}<{', '.join(types)}> ="
        if len(line) > WIDTH:
            line = f"{declared} {factory}<\n  {types[0]},\n  {types[1]}\n> ="
        elif len(f"{line} {call}") > WIDTH:
            return f"{head}{line}\n  {call}\n{self._arguments(channel, 2)}  );\n"
        return f"{head}{line} {call}\n{self._arguments(channel)});\n"

    def _arguments(self, channel: Channel, depth: int = 1) -> str:
        schemas = {p.key: self._embedding.parameter(p) for p in channel.parameters}
        arguments = (
            quoted(channel.template),
            *([laid_out(schemas, depth, 2 * depth)] if schemas else []),
            self._topics(channel, depth),
        )
        return "".join(f"{'  ' * depth}{argument},\n" for argument in arguments)

    def _topics(self, channel: Channel, depth: int) -> str:
        margin = "  " * depth
        texts = (self._topic(topic, f"{margin}  {key(topic.key)}: ") for topic in channel.topics)
        return f"{{\n{''.join(texts)}{margin}}}"

    def _topic(self, topic: Topic, head: str) -> str:
        """A topic, behind its indentation and its key."""
        if not (self._validates and topic.validate):
            return f"{head}{_PURE} {self._scope.shared('unchecked')}(),\n"
        files = sorted(self._embedding.files(topic.schema))
        documents = (self._scope.documents(path) for path in files)
        arguments = [quoted(self._embedding.text(topic.schema)), *documents]
        head += f"{_PURE} {self._scope.shared('topic')}("
        line = f"{head}{', '.join(arguments)}),\n"
        if len(line) - 1 <= WIDTH:
            return line
        margin = " " * (len(head) - len(head.lstrip()))
        lines = "".join(f"{margin}  {argument},\n" for argument in arguments)
        return f"{head}\n{lines}{margin}),\n"


def _deprecation(topic: Topic, channel: Channel) -> str:
    """No editor looks at a value: where the channel is static, its topics are deprecated too."""
    return topic.deprecated or ("" if channel.parameters else channel.deprecated)


def _name(channel: Channel) -> str:
    """The type of the channel's name."""
    if not channel.parameters:
        return quoted(channel.template)
    texts = (re.sub(r"[\\`]|\$(?=\{)", r"\\\g<0>", text) for text in channel.address.texts)
    return f"`{'${string}'.join(texts)}`"


def _parameter_type(parameter: Parameter) -> Expression:
    schema: Any = parameter.schema
    if schema["type"] == "integer":
        return Word("number")
    if "enum" in schema:
        return either(Word(quoted(value)) for value in schema["enum"])
    return Word("string")
