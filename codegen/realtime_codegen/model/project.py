"""Project: all definition files, resolved: frozen and complete."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..addresses import Address
    from .schema import Schema
    from .site import Site


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a `$ref` leads, and how embedded schemas write it.

    `target` is None where that is the draft's own metaschema.
    """

    target: Schema | None
    text: str


class Place(NamedTuple):
    """Where a schema stands: in a keyword of another schema."""

    keyword: str
    schema: Schema


@dataclass(frozen=True, slots=True)
class Parameter:
    """A placeholder of a channel's name. `schema` is of type string or integer."""

    key: str
    schema: Mapping[str, Any]
    description: str
    site: Site


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic; `key` is its name on the wire.

    `deprecated` is the sentence of the deprecation warning; empty where there is none.
    """

    key: str
    description: str
    deprecated: str
    validate: bool
    schema: Schema
    site: Site


def deprecation(value: str | bool, what: str) -> str:  # noqa: FBT001 - as it is written
    """The sentence of a valid `deprecated`; empty where it is false."""
    if isinstance(value, str):
        return value.strip()
    return f"{what[0].upper()}{what[1:]} is deprecated." if value else ""


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel; `address` is its name on the wire, with placeholders.

    `declared` are the keys of its `params`, also of those that are wrong; None where it has no
    right `params` at all.
    """

    key: str
    description: str
    deprecated: str
    address: Address
    declared: tuple[str, ...] | None
    parameters: tuple[Parameter, ...]
    topics: tuple[Topic, ...]
    site: Site

    @property
    def template(self) -> str:
        """The address as it is written."""
        return self.address.template


@dataclass(frozen=True, slots=True)
class Definition:
    """A schema that a file's `$defs` names."""

    key: str
    schema: Schema


@dataclass(frozen=True, slots=True)
class File:
    """What one definition file defines. `path` is relative to the folder of definitions.

    What definitions refer to in a file of other people is a file too: `foreign` is the path of
    that one, and `path` that of the definition file which would give the same.
    """

    path: str
    site: Site
    channels: tuple[Channel, ...]
    definitions: tuple[Definition, ...]
    foreign: str = ""

    @property
    def origin(self) -> str:
        """The path of the file that people know."""
        return self.foreign or self.path

    @property
    def topics(self) -> Iterator[Topic]:
        for channel in self.channels:
            yield from channel.topics

    @property
    def roots(self) -> Iterator[Schema]:
        """The schemas that are inside no other."""
        yield from (definition.schema for definition in self.definitions)
        yield from (topic.schema for topic in self.topics)


@dataclass(frozen=True, slots=True)
class Project:
    """All definition files together. `schemas` are all schemas, in the files' order; `references`
    those of them that have a `$ref`, `dynamic` where a `$dynamicRef` can only lead. `places` are
    those of schemas inside of others; what an unknown keyword holds has none. `having` are the
    schemas that are mappings, by each keyword that they have."""

    files: tuple[File, ...]
    schemas: tuple[Schema, ...]
    references: Mapping[Schema, Reference]
    dynamic: Mapping[Schema, Schema]
    places: Mapping[Schema, Place]
    having: Mapping[str, Sequence[Schema]]

    @property
    def channels(self) -> Iterator[Channel]:
        for file in self.files:
            yield from file.channels

    @property
    def own(self) -> Project:
        """The project without what is in files of other people, which nobody here can change."""
        foreign = {file.path for file in self.files if file.foreign}
        if not foreign:
            return self
        having = {
            keyword: [schema for schema in schemas if schema.path not in foreign]
            for keyword, schemas in self.having.items()
        }
        return replace(
            self,
            files=tuple(file for file in self.files if not file.foreign),
            schemas=tuple(schema for schema in self.schemas if schema.path not in foreign),
            having={keyword: schemas for keyword, schemas in having.items() if schemas},
        )

    def with_keyword(self, keyword: str) -> Sequence[Schema]:
        return self.having.get(keyword, ())

    def keywords_around(self, schema: Schema) -> Iterator[str]:
        """The keywords in which a schema stands, from the innermost."""
        place = self.places.get(schema)
        while place is not None:
            yield place.keyword
            place = self.places.get(place.schema)
