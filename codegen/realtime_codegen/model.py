"""What definitions mean, resolved: frozen, complete, and without a word of YAML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .addresses import Address
    from .diagnostics import Pointer, Position
    from .documents import Document
    from .names import ClassName, FieldName, ModuleName


class Site(NamedTuple):
    """Where a schema stands: the path of its file, and the way to it."""

    path: str
    pointer: Pointer

    def __truediv__(self, steps: Pointer) -> Site:
        return Site(self.path, self.pointer + steps)

    @property
    def root(self) -> Site:
        """The schema that travels with this one in it: `channels/x/topics/y/schema`, `$defs/X`."""
        return Site(self.path, self.pointer[: 2 if self.pointer[0] == "$defs" else 5])


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a `$ref` leads, and how the schemas that travel write it.

    `target` is None where that is the draft's own metaschema.
    """

    target: Site | None
    text: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A placeholder of a channel's name. `schema` is of type string or integer."""

    name: FieldName
    schema: Mapping[str, Any]
    description: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic; `key` is its name on the wire, `attribute` its name in Python.

    `deprecated` is the sentence that people are told who use it; empty where they may.
    """

    key: str
    attribute: FieldName
    class_name: ClassName
    description: str
    deprecated: str
    validate: bool
    schema: Site


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel; `template` is its name on the wire, with placeholders; `address` the same, parsed.

    `deprecated` is told by the factory. No checker looks at an instance: where the channel is
    static, each of its topics is deprecated.
    """

    key: str
    class_name: ClassName
    factory: FieldName
    description: str
    deprecated: str
    address: Address
    parameters: tuple[Parameter, ...]
    topics: tuple[Topic, ...]
    site: Site

    @property
    def template(self) -> str:
        return self.address.template


@dataclass(frozen=True, slots=True)
class Definition:
    """A schema that a file's `$defs` names."""

    key: str
    class_name: ClassName
    schema: Site


@dataclass(frozen=True, slots=True)
class Module:
    """What one definition file gives."""

    source: str
    name: ModuleName
    channels: tuple[Channel, ...]
    definitions: tuple[Definition, ...]

    @property
    def factories(self) -> tuple[FieldName, ...]:
        return tuple(channel.factory for channel in self.channels)

    @property
    def has_deprecated_factory(self) -> bool:
        return any(channel.deprecated and channel.parameters for channel in self.channels)


@dataclass(frozen=True, slots=True)
class Project:
    """All definition files together. `schemas` are all sites of schemas, in the files' order;
    `references` those of them that have a `$ref`, `dynamic` where a `$dynamicRef` can only lead."""

    documents: Mapping[str, Document]
    modules: tuple[Module, ...]
    schemas: tuple[Site, ...]
    references: Mapping[Site, Reference]
    dynamic: Mapping[Site, Site]

    def schema_at(self, site: Site) -> Any:
        return self.documents[site.path].at(site.pointer)

    def position(self, site: Site, *, key: bool = False) -> Position:
        return self.documents[site.path].position(site.pointer, key=key)
