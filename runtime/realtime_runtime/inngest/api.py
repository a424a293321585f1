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
    """`timeout` is in seconds and covers one request."""

    def __init__(self, client: inngest.Inngest) -> None:
        self._client = client
        self.timeout = 10.0
        self._http: Http | None = None

    def url(self, path: str) -> str:
        """An address of the API; as in the SDK, a path in the base URL counts for nothing."""
        return urljoin(self._client.api_origin, path)

    async def post(self, url: str, body: bytes) -> Response:
        """A request with the signing key; with the fallback key when that one is refused."""
        *first, last = self._headers()
        for headers in first:
            response = await self._pool().post(url, body, headers)
            if response.status not in (401, 403):
                return response
        return await self._pool().post(url, body, last)

    def post_sync(self, url: str, body: bytes) -> Response:
        """As `post`, from code that runs in no event loop."""
        *first, last = self._headers()
        for headers in first:
            response = self._pool().post_sync(url, body, headers)
            if response.status not in (401, 403):
                return response
        return self._pool().post_sync(url, body, last)

    def _headers(self) -> list[dict[str, str]]:
        headers = {"content-type": "application/json"}
        if self._client.env is not None:
            headers["x-inngest-env"] = self._client.env
        keys = (self._client.signing_key, self._client.signing_key_fallback)
        signed = [{**headers, "authorization": _bearer(key)} for key in keys if key]
        return signed or [headers]

    def _pool(self) -> Http:
        if self._http is None or self._http.process != os.getpid():
            self._http = Http(self.timeout)
        return self._http

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


def _bearer(key: str) -> str:
    """The key as the SDKs send it: hashed, without its prefix."""
    secret = re.sub(r"^signkey-\w+-", "", key)
    return f"Bearer {hashlib.sha256(bytes.fromhex(secret)).hexdigest()}"
