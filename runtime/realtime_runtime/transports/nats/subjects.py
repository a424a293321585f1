"""Subjects: where NATS has a topic, whatever its name."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from ..history import Key

_LONGEST = 150
_LEGAL = ":=@-_,;!()/+&#|^~'$"


@lru_cache(4096)
def token(name: str) -> str:
    """A part of a subject that no other name has.

    What is not allowed there is percent-encoded. A longer one is a hash: a server takes subjects of
    some 4,000 characters, and keeps each in memory.
    """
    encoded = name.encode(errors="surrogatepass")
    quoted = quote(encoded, safe=_LEGAL).replace(".", "%2E") or "%"
    if len(quoted) <= _LONGEST:
        return quoted
    return "%-" + blake2b(encoded, digest_size=20).hexdigest()


def is_hashed(token: str) -> bool:
    """Whether the name cannot be read from it."""
    return token.startswith("%-")


def subject(stream: str, topic: Key) -> str:
    """Where the topic's messages are published to."""
    return f"{stream}.{token(topic[0])}.{token(topic[1])}"


def live(subject: str) -> str:
    """Where the server publishes them again, once they are stored."""
    return f"live.{subject}"
