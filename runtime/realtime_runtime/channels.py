"""Channel, and Topic: the descriptor that gives a channel's TopicRefs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, overload
from typing import TypeVar as PlainTypeVar

from .messages import TTopic_co
from .mistakes import not_a_channel_class
from .names import ChannelName
from .payloads import PayloadType
from .topics import TData, TInput, TopicRef

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from uuid import UUID

    from .schemas import Definitions


class Topic(Generic[TData, TInput, TTopic_co]):
    """A topic as a channel class declares it; read on a channel, its `TopicRef`.

    `type_` gives the type that subscribers receive, late, because generated modules may refer to
    each other in a cycle. `schema` is JSON text.
    """

    def __init__(
        self,
        name: TTopic_co,
        type_: Callable[[], object],
        schema: str,
        definitions: Definitions | None = None,
        *,
        validate: bool = True,
    ) -> None:
        self.name = name
        self.payload: PayloadType[TData] = PayloadType(
            type_, schema, definitions, validate=validate
        )

    def __repr__(self) -> str:
        return f"<topic {self.name!r}: read it on a channel, not on the channel's class>"

    def __set_name__(self, owner: type[Channel], attribute: str) -> None:
        self._attribute = attribute
        self.payload.declared = owner, attribute

    @overload
    def __get__(self, channel: None, owner: type[Channel]) -> Self: ...
    @overload
    def __get__(
        self, channel: Channel, owner: type[Channel]
    ) -> TopicRef[TData, TInput, TTopic_co]: ...
    def __get__(
        self, channel: Channel | None, owner: type[Channel]
    ) -> Self | TopicRef[TData, TInput, TTopic_co]:
        if channel is None:
            return self
        # Kept on the channel, where Python finds it first from now on.
        topic: TopicRef[TData, TInput, TTopic_co] = TopicRef(channel.name, self.name, self.payload)
        channel.__dict__[self._attribute] = topic
        return topic


class Channel:
    """The base of generated channels: a name on the wire, and topics as attributes.

    Raises InvalidParameter when a parameter cannot stand in the name.
    """

    _name: ClassVar[ChannelName]

    def __init_subclass__(
        cls, *, name: str, params: Mapping[str, Mapping[str, Any]] | None = None
    ) -> None:
        super().__init_subclass__()
        cls._name = ChannelName(name, params or {})

    def __init__(self, /, **params: str | int | UUID) -> None:
        self._filled = self._name.fill(params)

    @property
    def name(self) -> str:
        """The channel's resolved name on the wire, such as "pipeline:abc"."""
        return self._filled

    @property
    def params(self) -> dict[str, str | int]:
        """The parameters that made the name."""
        return self._name.parse(self._filled)

    @property
    def topics(self) -> dict[str, TopicRef[Any, Any]]:
        """The channel's topics by their names on the wire."""
        return {topic.name: getattr(self, key) for key, topic in topics_of(type(self))}

    def __getstate__(self) -> dict[str, str]:
        return {"_filled": self._filled}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Channel):
            return NotImplemented
        return type(self) is type(other) and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"


def topics_of(channel: type[Channel]) -> Iterator[tuple[str, Topic[Any, Any]]]:
    """The topics that a class declares, by their attributes."""
    return ((key, value) for key, value in vars(channel).items() if isinstance(value, Topic))


TChannel = PlainTypeVar("TChannel", bound=Channel)


def parse_channel(channel: type[TChannel], name: str) -> TChannel:
    """The channel of class `channel` that has this name on the wire; its `params` are read back.

    Raises InvalidParameter when the name is no name of that class, TypeError for no class or name.
    """
    if not (isinstance(channel, type) and issubclass(channel, Channel)):
        raise not_a_channel_class("parse_channel", channel)
    if not isinstance(name, str):
        raise TypeError(f"parse_channel takes the channel's name, a string, not {name!r:.60}")
    return channel(**channel._name.parse(name))
