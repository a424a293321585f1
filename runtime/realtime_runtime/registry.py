"""Channels: all channels of a generated package, by their names on the wire."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

from .channels import topics_of
from .errors import InvalidParameter, UnknownChannel
from .forms import Forms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .channels import Channel, Topic


@dataclass(frozen=True)
class DeclaredChannel:
    """A channel as it is defined: its name with placeholders, and where its class is.

    The module is imported when `channel_class` or `topics` is first read.
    """

    template: str
    module: str
    class_name: str

    @cached_property
    def channel_class(self) -> type[Channel]:
        """The generated class, such as PipelineChannel."""
        found: type[Channel] = getattr(import_module(self.module), self.class_name)
        return found

    @property
    def topics(self) -> dict[str, Topic[Any, Any]]:
        """The declarations of its topics, by their names on the wire."""
        return {topic.name: topic for _, topic in topics_of(self.channel_class)}


class Channels:
    """All channels of a package. A generated package has it as `CHANNELS`.

    `declared` has of each channel its module, relative to the package, its class there, and its
    name with placeholders. Iterating gives a `DeclaredChannel` for each, and imports no module.
    """

    def __init__(self, package: str, declared: Iterable[tuple[str, str, str]]) -> None:
        self._package = package
        self._declared = tuple(
            DeclaredChannel(template, package + module, class_name)
            for module, class_name, template in declared
        )

    def resolve(self, name: str) -> Channel:
        """The channel that has this name on the wire; its `params` are read back from it.

        It is an instance of its generated class, so `isinstance` gives it its type. Raises
        UnknownChannel for a name that no factory of the package makes, TypeError for no string.
        """
        return self._found(name)[1]

    def template_of(self, name: str) -> str:
        """The name with placeholders of which this is one: a label of few values.

        Raises as `resolve` does.
        """
        return self._found(name)[0].template

    def _found(self, name: str) -> tuple[DeclaredChannel, Channel]:
        if not isinstance(name, str):
            raise TypeError(f"a channel's name is a string, not {name!r:.60}")
        # Several only where what parameters ask of their values keeps channels of one form apart.
        candidates = [*self._forms.of(name)]
        refusals = []
        for declared in candidates:
            class_ = declared.channel_class
            try:
                params = class_._name.parse(name, explains=len(candidates) == 1)
            except InvalidParameter as error:
                refusals.append(error)
            else:
                return declared, class_(**params)
        raise UnknownChannel(name, self._templates, refusals)

    @cached_property
    def _templates(self) -> tuple[str, ...]:
        return tuple(declared.template for declared in self._declared)

    @cached_property
    def _forms(self) -> Forms[DeclaredChannel]:
        return Forms((declared.template, declared) for declared in self._declared)

    def __iter__(self) -> Iterator[DeclaredChannel]:
        return iter(self._declared)

    def __len__(self) -> int:
        return len(self._declared)

    def __repr__(self) -> str:
        return f"<the {len(self)} channels of {self._package}>"
