"""InngestApi: requests to the API that an Inngest client is configured for."""

from __future__ import annotations

import hashlib
import os
import re
from typing import TYPE_CHECKING, TypeAlias, TypeVar
from urllib.parse import urljoin

from ..plans import Plan, carry_out, carry_out_sync
from .http import Http, NoResponse, Request, Response
from .sdk import request_headers

if TYPE_CHECKING:
    import inngest

T = TypeVar("T")

Requests: TypeAlias = Plan[Request, Response, T]
"""A plan that yields requests, is sent what the API answers, and is thrown NoResponse."""

MAX_BODY = 524_288
"""Bytes that the server reads of a published body; the rest it cuts off, with a 200."""

_KEY = "INNGEST_SIGNING_KEY, or signing_key= of Inngest"
_FALLBACK = "INNGEST_SIGNING_KEY_FALLBACK"


class NoAccess(NoResponse):
    """No signing key, a wrong one, or one that the server refuses; no retry will change that."""


class InngestApi:
    """The API at `origin`. `timeout` is in seconds and covers one request."""

    def __init__(self, client: inngest.Inngest) -> None:
        # As in the SDK, a path in the base URL counts for nothing.
        self.origin: str = urljoin(client.api_origin, "/").rstrip("/")
        self.timeout: float = 10.0
        self._http: Http | None = None
        self._headers = request_headers(client.env)
        keys = ((client.signing_key, _KEY), (client.signing_key_fallback, _FALLBACK))
        self._keys = [(key, setting) for key, setting in keys if key]
        self._needs_key = bool(client.is_production)
        self._signatures: list[str] = []

    def url(self, path: str) -> str:
        """An address of the API."""
        return self.origin + path

    async def request(self, plan: Requests[T]) -> T:
        """Make the requests of a plan. Raises what it raises."""
        return await carry_out(plan, lambda request: self._pool().post(request))

    def request_sync(self, plan: Requests[T]) -> T:
        """As `request`, from code that runs in no event loop."""
        return carry_out_sync(plan, lambda request: self._pool().post_sync(request))

    def post(self, url: str, body: bytes) -> Requests[Response]:
        """A request with the signing key; with the fallback key when that one is refused.

        Raises NoResponse; NoAccess, which is one, when there is no key that the server accepts.
        """
        for signature in self._signatures or self._sign():
            response = yield Request(url, body, signature)
            if response.status not in (401, 403):
                return response
        raise self._refused(response)

    def _sign(self) -> list[str]:
        """The signature of each key, in the order in which they are tried. Raises NoAccess."""
        if self._needs_key and not self._keys:
            raise NoAccess(f"production mode needs a signing key: set {_KEY}")
        self._signatures = [_bearer(*key) for key in self._keys] or [""]
        return self._signatures

    def _refused(self, response: Response) -> NoAccess:
        what = "check" if self._keys else "set"
        body = response.body.strip()[:200]
        return NoAccess(f"the server answered {response.status}: {body} ({what} {_KEY})")

    def _pool(self) -> Http:
        http = self._http
        if http is None or http.process != os.getpid() or http.timeout != self.timeout:
            http = self._http = Http(self._headers, self.timeout)
        return http

    async def aclose(self) -> None:
        """Close all connections; the next message opens new ones."""
        if self._http is not None:
            await self._http.aclose()
            self._http = None

    def close(self) -> None:
        """As `aclose`, for programs that only publish synchronously."""
        if self._http is not None:
            self._http.close()
            self._http = None


def _bearer(key: str, setting: str) -> str:
    """The key as the SDKs send it: hashed, without its prefix. Raises NoAccess."""
    try:
        secret = bytes.fromhex(re.sub(r"^signkey-\w+-", "", key))
    except ValueError:
        # The library's message would tell where in the key the fault is.
        reason = f"the signing key is not hexadecimal after its prefix: check {setting}"
        raise NoAccess(reason) from None
    return f"Bearer {hashlib.sha256(secret).hexdigest()}"
