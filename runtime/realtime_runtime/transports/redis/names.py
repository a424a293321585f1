"""The names of a topic in Redis. Different topics never share one."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..history import Key

# What is between the first braces of a key decides about its slot in a cluster.
_CHANNEL = str.maketrans({"%": "%25", "{": "%7B", "}": "%7D"})
_TOPIC = str.maketrans({"%": "%25", ":": "%3A"})
_NO_CHANNEL = "%"  # empty braces would decide about nothing


class Names:
    """Names that begin with `prefix`. All keys of a channel are in one slot.

    Keys belong to a database; what is published reaches all databases of a server, so its name has
    the database's number. Raises ValueError for a prefix with braces.
    """

    def __init__(self, prefix: str, database: int) -> None:
        if "{" in prefix or "}" in prefix:
            raise ValueError(f"a prefix has no braces: {prefix!r}")
        self._prefix = prefix
        self.database: str = f":{database}" if database else ""
        """What the names that are published to end with."""
        self._end = self.database.encode()
        self.stream: Callable[[Key], bytes] = lru_cache(1024)(self._stream)
        """The key of a topic's messages: `rt:{pipeline:abc}:tokens`."""

    def _stream(self, topic: Key) -> bytes:
        channel = topic[0].translate(_CHANNEL) or _NO_CHANNEL
        name = f"{self._prefix}:{{{channel}}}:{topic[1].translate(_TOPIC)}"
        return name.encode(errors="surrogatepass")

    def live(self, topic: Key) -> bytes:
        """The name that the topic's messages are published to."""
        return self.stream(topic) + self._end

    def known(self, topic: Key, id: str) -> bytes:
        """The key that is there while a message of the topic with this ID is not stored again."""
        return b"%b:%b" % (self.stream(topic), id.encode("utf-8", "surrogatepass"))
