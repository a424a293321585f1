"""InngestApi: requests to the API that an Inngest client is configured for."""

from __future__ import annotations

import hashlib
import os
import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from .http import Http, Response

if TYPE_CHECKING:
    import inngest

MAX_BODY = 524_288
"""Bytes that the server reads of a published body; the rest it cuts off, with a 200."""


class InngestApi:
    """The API at `origin`. `timeout` is in seconds and covers one request."""

    def __init__(self, client: inngest.Inngest) -> None:
        # As in the SDK, a path in the base URL counts for nothing.
        self.origin = urljoin(client.api_origin, "/").rstrip("/")
        self.timeout = 10.0
        self._http: Http | None = None
        self._headers, *self._fallbacks = _headers(client)

    def url(self, path: str) -> str:
        """An address of the API."""
        return self.origin + path

    async def post(self, url: str, body: bytes) -> Response:
        """A request with the signing key; with the fallback key when that one is refused.

        Raises NoResponse.
        """
        response = await self._pool().post(url, body, self._headers)
        for headers in self._fallbacks:
            if response.status in (401, 403):
                response = await self._pool().post(url, body, headers)
        return response

    def post_sync(self, url: str, body: bytes) -> Response:
        """As `post`, from code that runs in no event loop."""
        response = self._pool().post_sync(url, body, self._headers)
        for headers in self._fallbacks:
            if response.status in (401, 403):
                response = self._pool().post_sync(url, body, headers)
        return response

    def _pool(self) -> Http:
        http = self._http
        if http is None or http.process != os.getpid() or http.timeout != self.timeout:
            http = self._http = Http(self.timeout)
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


def _headers(client: inngest.Inngest) -> list[dict[str, str]]:
    """The headers of a request: those to begin with, and those with the fallback key."""
    headers = {"content-type": "application/json"}
    if client.env is not None:
        headers["x-inngest-env"] = client.env
    keys = (client.signing_key, client.signing_key_fallback)
    signed = [{**headers, "authorization": _bearer(key)} for key in keys if key]
    return signed or [headers]


def _bearer(key: str) -> str:
    """The key as the SDKs send it: hashed, without its prefix. Raises ValueError."""
    try:
        secret = bytes.fromhex(re.sub(r"^signkey-\w+-", "", key))
    except ValueError:
        # The library's message would tell where in the key the fault is.
        raise ValueError("the signing key is not hexadecimal after its prefix") from None
    return f"Bearer {hashlib.sha256(secret).hexdigest()}"
