"""The pytest plugin. pytest loads it at its start, so it imports the runtime only in a fixture.

It is no part of the package `realtime_runtime`, which would be imported with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from realtime_runtime import Realtime


@pytest.fixture
def realtime() -> Iterator[Realtime]:
    """A Realtime in memory that keeps what it publishes, closed at the end of the test."""
    from realtime_runtime import Realtime
    from realtime_runtime.testing import recording

    with recording() as transport:
        yield Realtime(transport)
