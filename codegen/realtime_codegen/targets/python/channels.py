"""Channel classes and their factories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import runtime
from .expressions import ClassRef, Name, Subscript, Value, either
from .names import attribute_name, channel_class, factory_name
from .source import assignment, call, docstring, function, laid_out, quoted

if TYPE_CHECKING:
    from ...model import Channel, Parameter, Topic
    from .expressions import Expression
    from .package import Package
    from .scope import Scope

_LITERAL = Name("typing.Literal")
_NEVER = Name("typing.Never")


class Channels:
    """Writes the channels of one module."""

    def __init__(self, scope: Scope, package: Package) -> None:
        self._scope = scope
        self._package = package

    def text(self, channel: Channel) -> str:
        """A channel's class, and its factory or instance."""
        return "\n\n\n".join((self._channel_class(channel), self._factory(channel)))

    def _channel_class(self, channel: Channel) -> str:
        arguments = [self._scope.name(runtime.CHANNEL), f"name={quoted(channel.template)}"]
        if channel.parameters:
            embedded = self._package.embedding.parameter
            schemas = {parameter.key: embedded(parameter) for parameter in channel.parameters}
            arguments.append(f"params={laid_out(schemas, 1, len('params=,'))}")
        head = call(f"class {channel_class(channel)}", arguments, 0, 1) + ":"
        members = {str(attribute_name(topic)) for topic in channel.topics}
        topics = [self._topic(channel, topic, members) for topic in channel.topics]
        described = docstring(channel.description, 1)
        described = f"    {described}\n" if described else ""
        return "\n".join([head, *filter(None, [described]), "\n".join(topics).rstrip("\n")])

    def _topic(self, channel: Channel, topic: Topic, members: set[str]) -> str:
        type_ = self._package.types.topics[topic.schema]
        received = self._package.spelling.received(type_)
        published = self._package.spelling.published(received)
        named = Subscript(_LITERAL, (Value(quoted(topic.key)),))
        types = (received, _NEVER if received == published else published, named)
        evaluated = self._package.lateness.evaluated(received)
        given = self._scope.hint(evaluated).laid_out(2, len("        lambda: ,"))
        embedding = self._package.embedding
        arguments = [quoted(topic.key), f"lambda: {given}", quoted(embedding.text(topic.schema))]
        if files := embedding.files(topic.schema):
            self._scope.files |= files - {topic.schema.path}
            arguments.append("definitions")
        if not topic.validate:
            arguments.append("validate=False")
        attribute = attribute_name(topic)
        hint = self._scope.hint(Subscript(Name(runtime.TOPIC), types), members)
        value = self._scope.name(runtime.TOPIC, members)
        # No checker looks at an instance: where the channel is static, its topics are deprecated.
        deprecated = topic.deprecated or ("" if channel.parameters else channel.deprecated)
        if deprecated:
            kept = f"_topic_{attribute}"
            lines = assignment(kept, hint, value, arguments, 1)
            return f"{lines}\n\n{self._deprecated_topic(topic, deprecated, types, members)}\n"
        lines = assignment(attribute, hint, value, arguments, 1)
        described = docstring(topic.description, 1)
        return f"{lines}\n    {described}" if described else lines

    def _deprecated_topic(
        self, topic: Topic, sentence: str, types: tuple[Expression, ...], members: set[str]
    ) -> str:
        """A property: no checker takes an attribute for deprecated, and ty no descriptor."""
        attribute = attribute_name(topic)
        hint = self._scope.hint(Subscript(Name(runtime.TOPIC_REF), types), members)
        described = docstring(topic.description, 2)
        return "\n".join(
            [
                f"    @{self._scope.name('property', members)}",
                self._scope.deprecation(sentence, members, 1),
                function(attribute, ["self"], {}, hint, 1),
                *([f"        {described}"] if described else []),
                f"        return self._topic_{attribute}",
            ]
        )

    def _factory(self, channel: Channel) -> str:
        class_, factory = channel_class(channel), factory_name(channel)
        if not channel.parameters:
            return f"{factory} = {class_}()"
        own = ClassRef(channel.site.path, class_)
        parameters = {
            parameter.key: (self._scope.hint(_parameter_type(parameter)), "")
            for parameter in channel.parameters
        }
        head = function(factory, ["*"], parameters, self._scope.hint(own), 0)
        if channel.deprecated:
            head = f"{self._scope.deprecation(channel.deprecated, set(), 0)}\n{head}"
        described = channel.description.strip() or f"The channel {channel.template}."
        told = [
            f"{parameter.key}: {parameter.description.strip()}"
            for parameter in channel.parameters
            if parameter.description.strip()
        ]
        raises = f"Raises {runtime.INVALID_PARAMETER} for a value that cannot stand in the name."
        text = "\n\n".join(filter(None, (described, "\n".join(told), raises)))
        names = [f"{parameter.key}={parameter.key}" for parameter in channel.parameters]
        value = call(class_, names, 1, len("    return "))
        return f"{head}\n    {docstring(text, 1)}\n    return {value}"


def _parameter_type(parameter: Parameter) -> Expression:
    if parameter.schema["type"] == "integer":
        return Name("int")
    if "enum" in parameter.schema:
        values = tuple(Value(quoted(value)) for value in parameter.schema["enum"])
        return Subscript(_LITERAL, values)
    if parameter.schema.get("format") == "uuid":
        return either((Name("uuid.UUID"), Name("str")))
    return Name("str")
