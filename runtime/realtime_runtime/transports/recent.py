"""Recent: which messages were received before."""

from __future__ import annotations

from hashlib import blake2b


class Recent:
    """The newest `limit` keys, however long; older ones are forgotten."""

    def __init__(self, limit: int = 1000) -> None:
        self._limit = limit
        self._seen: dict[bytes, None] = {}  # in the order of their arrival

    def is_new(self, key: str) -> bool:
        """Whether the key is not among them. From now on it is."""
        digest = blake2b(key.encode(errors="surrogatepass"), digest_size=16).digest()
        if digest in self._seen:
            return False
        self._seen[digest] = None
        if len(self._seen) > self._limit:
            del self._seen[next(iter(self._seen))]
        return True
