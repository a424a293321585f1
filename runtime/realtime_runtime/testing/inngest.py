"""RecordedInngest: Inngest's transport without its server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..inngest.transport import InngestTransport
from .waiting import without_waiting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..inngest.api import InngestApi
    from ..messages import Message
    from ..topics import TopicRef
    from ..transports.memory import MemoryTransport


class RecordedInngest(InngestTransport):
    """Refuses what Inngest's transport refuses, skips echoes as it does, and keeps the rest."""

    def __init__(self, api: InngestApi, record: MemoryTransport) -> None:
        super().__init__(api)
        self._record = record

    async def deliver(self, message: Message[Any], run_id: str | None, id_: str) -> None:
        await self._record.send(self._arriving(message, run_id, id_))

    def deliver_sync(self, message: Message[Any], run_id: str | None, id_: str) -> None:
        without_waiting(self._record.send(self._arriving(message, run_id, id_)))

    def subscribe(self, topics: Sequence[TopicRef[Any, Any]], /, **history: Any) -> Any:
        return self._record.subscribe(topics, **history)

    async def aclose(self) -> None:
        await self._record.aclose()

    def close(self) -> None:
        without_waiting(self._record.aclose())

    def _arriving(self, message: Message[Any], run_id: str | None, id_: str) -> Message[Any]:
        """The message as a subscriber would get it. Raises PayloadTooLarge, PublishFailed."""
        self._publish_url(message, run_id, id_)
        return type(message)(
            message.channel,
            message.topic,
            message.body,
            message.payload,
            id=id_,
            run_id=run_id,
        )
