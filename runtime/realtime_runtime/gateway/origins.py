"""Origins: which pages may ask."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .asgi import Header, Refused, Request

if TYPE_CHECKING:
    from collections.abc import Iterable

_EXPOSED = b"etag, stream-cursor, stream-next-offset, stream-up-to-date"
_ASKED = b"authorization, content-type, if-none-match, last-event-id"
_ANY = "*"


class Origins:
    """Pages of the gateway's own host, and of `allowed`: "https://app.example.com", or "*" for any.

    Who sends no `Origin` is no page: its token decides. Raises ValueError for what is no origin.
    """

    def __init__(self, allowed: Iterable[str]) -> None:
        self._allowed = {origin.rstrip("/").lower() for origin in allowed}
        for origin in self._allowed - {_ANY}:
            parts = urlsplit(origin)
            if not parts.netloc or f"{parts.scheme}://{parts.netloc}" != origin:
                raise ValueError(f"an origin is a scheme and a host, not {origin!r}")

    def headers(self, request: Request, *, is_public: bool = False) -> list[Header]:
        """The headers of an answer. What is public, any page may read.

        Raises Refused for a page that may not ask.
        """
        origin = request.headers.get("origin")
        if is_public or _ANY in self._allowed:
            return _cross_origin(b"*")
        if origin is None:
            return [(b"vary", b"origin"), *_SAFE, (_EMBEDDING, b"same-origin")]
        if origin.lower() in self._allowed or is_own(origin, request):
            return [(b"vary", b"origin"), *_cross_origin(origin.encode("latin-1"))]
        raise Refused(403, "This page may not ask: its origin is not allowed", *_SAFE)

    @staticmethod
    def preflight(headers: Iterable[Header]) -> list[Header]:
        """The headers of the answer to what a browser asks before a request."""
        return [
            *headers,
            (b"access-control-allow-methods", b"GET, HEAD, POST, OPTIONS"),
            (b"access-control-allow-headers", _ASKED),
            (b"access-control-max-age", b"600"),
        ]


_SAFE: list[Header] = [(b"x-content-type-options", b"nosniff")]
_EMBEDDING = b"cross-origin-resource-policy"


def _cross_origin(origin: bytes) -> list[Header]:
    return [
        *_SAFE,
        (b"access-control-allow-origin", origin),
        (b"access-control-expose-headers", _EXPOSED),
        (_EMBEDDING, b"cross-origin"),
    ]


def is_own(origin: str, request: Request) -> bool:
    """Whether a page is of the host that was asked. The scheme may differ behind a proxy."""
    host = request.headers.get("host", "")
    return bool(host) and origin.partition("://")[2].lower() == host.lower()
