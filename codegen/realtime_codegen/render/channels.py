"""Channel classes and their factories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..payloads.types import quoted
from . import runtime
from .source import assignment, call, docstring, function, laid_out, type_

if TYPE_CHECKING:
    from ..model import Channel, Parameter, Topic
    from ..payloads import Types
    from ..travelling import Travelling
    from .spelling import Scope, Spelling


class Channels:
    """Writes the channels of one module."""

    def __init__(self, spelling: Spelling, types: Types, travelling: Travelling) -> None:
        self._names = spelling
        self._types = types
        self._travelling = travelling

    def text(self, channel: Channel) -> str:
        """A channel's class, and its factory or instance."""
        return "\n\n\n".join((self._channel_class(channel), self._factory(channel)))

    def _channel_class(self, channel: Channel) -> str:
        arguments = [self._names.using(runtime.CHANNEL), f"name={quoted(channel.template)}"]
        if channel.parameters:
            schemas = {str(p.name): dict(p.schema) for p in channel.parameters}
            arguments.append(f"params={laid_out(schemas, 1, len('params=,'))}")
        head = call(f"class {channel.class_name}", arguments, 0, 1) + ":"
        scope = self._names.inside(str(topic.attribute) for topic in channel.topics)
        topics = [self._topic(topic, scope) for topic in channel.topics]
        described = docstring(channel.description, 1)
        described = f"    {described}\n" if described else ""
        return "\n".join([head, *filter(None, [described]), "\n".join(topics).rstrip("\n")])

    def _topic(self, topic: Topic, scope: Scope) -> str:
        received, published = map(self._names.spell, self._types.topics[topic.schema])
        types = received if received == published else f"{received}, {published}"
        text = self._travelling.text(topic.schema)
        # What a lambda names is not looked for in the class around it.
        given = type_(received, 2, len("        lambda: ,"), self._names.outside.union)
        arguments = [quoted(topic.key), f"lambda: {given}", quoted(text)]
        files = self._travelling.files(topic.schema)
        if files:
            self._names.files |= files - {topic.schema.path}
            arguments.append("definitions")
        if not topic.validate:
            arguments.append("validate=False")
        hint, value = scope.using(f"{runtime.TOPIC}[{types}]"), scope.using(runtime.TOPIC)
        if topic.deprecated:
            kept = f"_topic_{topic.attribute}"
            lines = assignment(kept, hint, value, arguments, 1, scope.union)
            return f"{lines}\n\n{self._deprecated_topic(topic, kept, types, scope)}\n"
        lines = assignment(topic.attribute, hint, value, arguments, 1, scope.union)
        described = docstring(topic.description, 1)
        return f"{lines}\n    {described}" if described else lines

    def _deprecated_topic(self, topic: Topic, kept: str, types: str, scope: Scope) -> str:
        """A property: no checker takes an attribute for deprecated, and ty no descriptor."""
        hint = scope.using(f"{runtime.TOPIC_REF}[{types}]")
        described = docstring(topic.description, 2)
        return "\n".join(
            [
                f"    @{scope.using('property')}",
                scope.deprecation(topic.deprecated, 1),
                function(topic.attribute, ["self"], {}, hint, 1, scope.union),
                *([f"        {described}"] if described else []),
                f"        return self.{kept}",
            ]
        )

    def _factory(self, channel: Channel) -> str:
        if not channel.parameters:
            return f"{channel.factory} = {channel.class_name}()"
        scope = self._names.outside
        parameters = {
            str(p.name): (scope.using(_parameter_type(p)), "") for p in channel.parameters
        }
        head = function(channel.factory, ["*"], parameters, channel.class_name, 0, scope.union)
        if channel.deprecated:
            head = f"{scope.deprecation(channel.deprecated, 0)}\n{head}"
        described = channel.description.strip() or f"The channel {channel.template}."
        told = [
            f"{p.name}: {p.description.strip()}"
            for p in channel.parameters
            if p.description.strip()
        ]
        raises = f"Raises {runtime.INVALID_PARAMETER} for a value that cannot stand in the name."
        text = "\n\n".join(filter(None, (described, "\n".join(told), raises)))
        names = ", ".join(f"{p.name}={p.name}" for p in channel.parameters)
        value = call(channel.class_name, names.split(", "), 1, len("    return "))
        return f"{head}\n    {docstring(text, 1)}\n    return {value}"


def _parameter_type(parameter: Parameter) -> str:
    if parameter.schema["type"] == "integer":
        return "int"
    if "enum" in parameter.schema:
        return f"typing.Literal[{', '.join(map(quoted, parameter.schema['enum']))}]"
    return "uuid.UUID | str" if parameter.schema.get("format") == "uuid" else "str"
