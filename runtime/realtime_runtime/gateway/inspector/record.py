"""Record: what has passed lately, and which channels are active. Bounded; for any thread."""

from __future__ import annotations

from collections import Counter, OrderedDict
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol, TypedDict
from uuid import uuid4
from weakref import WeakSet

from ...errors import RealtimeError
from .described import Described, Shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...messages import Message
    from ...registry import Channels

MESSAGES = 1000
"""How many messages are kept, the newest."""

_TEXT = 2**22  # characters of all that is kept
_CHANNELS = 100  # that are told
_COUNTED = 1000  # channels
_ACTIVE = 300.0  # seconds behind the last message of a channel


class Passed(Shown):
    """A message that has passed. `key` is its own; `ways` counts how often it was published and
    received: each subscription receives it once."""

    key: str
    ways: dict[str, int]


class Active(TypedDict):
    """A channel that is followed, or had a message lately: how many of what."""

    name: str
    template: str | None
    topics: list[str]
    subscriptions: int
    published: int
    received: int
    invalid: int


class Followed(Protocol):
    """A subscription; while it lives, it is open."""

    channels: frozenset[str]


@dataclass
class _Entry:
    passed: Passed
    size: int
    change: int


@dataclass
class _Activity:
    ways: Counter[str] = field(default_factory=Counter)
    invalid: int = 0
    at: float = 0.0


class Record:
    """Takes what passes, and holds up nobody: who looks comes back for what has changed."""

    def __init__(self, channels: Channels) -> None:
        self.described: Described = Described(channels)
        self._process = uuid4().hex[:8]
        self._changes = 0
        self._size = 0
        self._entries: OrderedDict[tuple[str, str, str], _Entry] = OrderedDict()  # by their changes
        self._activities: OrderedDict[str, _Activity] = OrderedDict()  # by their last messages
        self._followed: WeakSet[Followed] = WeakSet()
        self._lock = Lock()

    @contextmanager
    def publishing(self, message: Message[Any]) -> Iterator[None]:
        """Add a message as it is published, or with the reason why it was not."""
        try:
            yield
        except RealtimeError as error:
            self.add(message, "failed", str(error))
            raise
        self.add(message, "published")

    def add(self, message: Message[Any], way: str, failure: str = "") -> None:
        """Add a message that has passed: it was published, or has failed to be, or was received."""
        shown = self.described.message(message, failure)
        with self._lock:
            self._keep(shown, way)
            self._count(shown, way)

    def _keep(self, shown: Shown, way: str) -> None:
        self._changes += 1
        key = shown["channel"], shown["topic"], shown["id"]
        known = self._entries.pop(key, None)
        if known is None:
            name, ways = f"{self._process}-{self._changes}", {way: 1}
        else:
            self._size -= known.size
            before = known.passed
            name, ways = before["key"], {**before["ways"], way: before["ways"].get(way, 0) + 1}
            if not shown["problems"]:
                shown["problems"] = before["problems"]
        size = sum(map(len, (*key, shown["body"], *shown["problems"])))
        self._entries[key] = _Entry({**shown, "key": name, "ways": ways}, size, self._changes)
        self._size += size
        while len(self._entries) > MESSAGES or self._size > _TEXT:
            self._size -= self._entries.popitem(last=False)[1].size

    def _count(self, shown: Shown, way: str) -> None:
        activity = self._activities.pop(shown["channel"], None) or _Activity()
        self._activities[shown["channel"]] = activity
        activity.ways[way] += 1
        activity.invalid += bool(shown["problems"])
        activity.at = monotonic()
        if len(self._activities) > _COUNTED:
            self._activities.popitem(last=False)

    def enter(self, followed: Followed) -> None:
        """A subscription is open, until it is left or dropped."""
        with self._lock:
            self._followed.add(followed)

    def leave(self, followed: Followed) -> None:
        """A subscription has ended."""
        with self._lock:
            self._followed.discard(followed)

    def since(self, change: int) -> tuple[list[Passed], int]:
        """What has changed behind a change, oldest first, and the last change."""
        changed = []
        with self._lock:
            for entry in reversed(self._entries.values()):
                if entry.change <= change:
                    break
                changed.append(entry.passed)
            return changed[::-1], self._changes

    def active(self) -> list[Active]:
        """The channels with the newest messages and those that are followed, by their names."""
        with self._lock:
            open_ = Counter(name for each in self._followed for name in each.channels)
            since = monotonic() - _ACTIVE
            recent = [name for name, each in self._activities.items() if each.at > since]
            names = [*dict.fromkeys([*reversed(recent), *open_])][:_CHANNELS]
            return [self._active(name, open_[name]) for name in sorted(names)]

    def _active(self, name: str, subscriptions: int) -> Active:
        found = self.described.channel(name)
        activity = self._activities.get(name) or _Activity()
        return {
            "name": name,
            "template": found.template,
            "topics": [*found.topics],
            "subscriptions": subscriptions,
            "published": activity.ways["published"],
            "received": activity.ways["received"],
            "invalid": activity.invalid,
        }
