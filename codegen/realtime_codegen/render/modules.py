"""ModuleSource: what the template of a module is filled with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..payloads.types import quoted
from ..travelling import uri_of
from . import runtime
from .binding import BUILT_IN, names_in
from .channels import Channels
from .classes import Classes
from .spelling import Spelling
from .templates import module_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..model import Module, Project
    from ..payloads import Types
    from ..payloads.types import AliasType, ObjectType
    from ..travelling import Travelling


class ModuleSource:
    """One generated module."""

    def __init__(
        self,
        project: Project,
        types: Types,
        travelling: Travelling,
        module: Module,
        modules: Mapping[str, Module],
    ) -> None:
        self._project = project
        self._travelling = travelling
        self._module = module
        self._types = types.of_file.get(module.source, ())
        self._names = Spelling(module, modules)
        self._classes = Classes(self._names)
        self._channels = Channels(self._names, types, travelling)

    def text(self) -> str:
        body = [self._classes.text(t, self._by_topic(t)) for t in self._in_file_order()]
        body += [self._channels.text(channel) for channel in self._module.channels]
        definitions = self._definitions()
        own = {name for type_ in self._types for name in (type_.ref.name, type_.input_ref.name)}
        hidden = self._names.hidden.items()
        return module_text(
            source=self._module.source,
            imports=self._names.imports(),
            hidden_above=[f"{name} = {word}" for name, word in hidden if word not in own],
            definitions=definitions,
            body=body,
            hidden_below=[f"{name} = {word}" for name, word in hidden if word in own],
            modules=[self._names.import_of(path) for path in sorted(self._names.files)],
        )

    def unbound(self, text: str) -> list[str]:
        """What its source names and neither the module nor the head of a function binds."""
        bound = {"self", "_self", "definitions", *self._names.imported(), *self._names.hidden}
        bound |= {self._names.alias_of(path) for path in self._names.files}
        bound |= {name for type_ in self._types for name in (type_.ref.name, type_.input_ref.name)}
        for channel in self._module.channels:
            bound |= {channel.class_name, channel.factory, *(p.name for p in channel.parameters)}
        return sorted((names_in(text) | self._names.used) - bound - BUILT_IN)

    def _in_file_order(self) -> list[ObjectType | AliasType]:
        return sorted(self._types, key=lambda t: (self._project.position(t.site), t.ref.name))

    def _by_topic(self, type_: ObjectType | AliasType) -> str:
        """The description of the topic whose schema a type is."""
        topics = (topic for channel in self._module.channels for topic in channel.topics)
        return next((t.description for t in topics if t.schema == type_.site), "")

    def _definitions(self) -> str:
        """The file's `$defs` as texts; also where only topics refer to other files' ones."""
        sites = {d.key: d.schema for d in self._module.definitions}
        needed = {f for site in sites.values() for f in self._travelling.files(site)}
        for channel in self._module.channels:
            for topic in channel.topics:
                needed |= self._travelling.files(topic.schema)
        if not sites and not needed:
            return ""
        others = sorted(needed - {self._module.source})
        self._names.files.update(others)
        # Annotated: modules that refer to each other's in a circle have no type to infer.
        class_ = self._names.using(runtime.DEFINITIONS)
        lines = [f"definitions: {class_} = {class_}("]
        lines.append(f"    {quoted(uri_of(self._module.source))},")
        texts = [
            f"        {quoted(key)}: {quoted(self._travelling.text(site))},"
            for key, site in sites.items()
        ]
        lines += ["    {", *texts, "    },"] if texts else ["    {},"]
        if others:
            names = [f"{self._names.alias_of(path)}.definitions" for path in others]
            one = f"    lambda: ({', '.join(names)}{',' if len(names) == 1 else ''}),"
            many = ["    lambda: (", *(f"        {name}," for name in names), "    ),"]
            lines += [one] if len(one) <= 88 else many
        return "\n".join([*lines, ")"])
