"""What files of tests share: a server for a test that does something to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ..support.servers.nats import nats_server
from .engines import ENGINES, Engine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..support.servers import Server


@pytest.fixture
def server() -> Iterator[Server]:
    """A NATS server that the test may kill."""
    server = nats_server()
    server.start()
    yield server
    server.stop()


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    return ENGINES[request.param]
