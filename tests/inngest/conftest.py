from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import httpx
import pytest
from realtime_runtime.inngest import Inngest

from .stub import Stub

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """The SDK reads its settings from the environment too."""
    for name in ("DEV", "ENV", "SIGNING_KEY", "SIGNING_KEY_FALLBACK", "API_BASE_URL", "BASE_URL"):
        monkeypatch.delenv(f"INNGEST_{name}", raising=False)


@pytest.fixture
def stub() -> Iterator[Stub]:
    with Stub() as stub:
        yield stub


@pytest.fixture
async def new_client(stub: Stub) -> AsyncIterator[Callable[..., Inngest]]:
    """Clients for the stub, closed at the end, with the SDK's own connections."""
    clients: list[Inngest] = []

    def new(
        *, signing_key: str | None = None, env: str | None = None, origin: str | None = None
    ) -> Inngest:
        origin = origin or stub.origin
        client = Inngest(
            app_id="tests",
            api_base_url=origin,
            event_api_base_url=origin,
            env=env,
            is_production=False,
            logger=logging.getLogger("tests.inngest"),
            signing_key=signing_key,
        )
        clients.append(client)
        return client

    yield new
    for client in clients:
        if "realtime" in vars(client):
            await client.realtime.aclose()
        # The oldest SDKs leave open the connections that step.send_event made.
        for held in vars(client).values():
            if isinstance(held, httpx.AsyncClient):
                await held.aclose()
            elif isinstance(held, httpx.Client):
                held.close()


@pytest.fixture
def client(new_client: Callable[..., Inngest]) -> Inngest:
    return new_client()
