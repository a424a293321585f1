"""PostgresTransport: messages and their history in a table of a Postgres database.

The extra `postgres` installs its driver, asyncpg.
"""

from __future__ import annotations

from .transport import PostgresTransport

__all__ = ["PostgresTransport"]
