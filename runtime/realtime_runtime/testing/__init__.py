"""For tests of code that publishes: what was published, and payloads to publish."""

from .examples import NoExample, example
from .published import assert_not_published, assert_published, published
from .recording import recording

__all__ = [
    "NoExample",
    "assert_not_published",
    "assert_published",
    "example",
    "published",
    "recording",
]
