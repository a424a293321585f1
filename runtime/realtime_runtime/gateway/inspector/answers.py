"""Answers: the page, what passes as server-sent events, and the history of a topic."""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from ...errors import ConnectionFailed, NoHistory, TransportClosed
from ...tasks import until_one_ends
from ...transports import LastingTransport
from ..asgi import LATER, NO_STORE, Refused, until_gone
from ..events import EVENTS, PING
from .local import check_local
from .page import page
from .record import Record
from .watched import watched

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...messages import Message
    from ...realtime import Realtime
    from ...registry import Channels
    from ...transports import Transport
    from ..asgi import Header, Outlet, Receive, Request

log: logging.Logger = logging.getLogger("realtime_runtime")

_PAUSE = 0.25  # seconds between two looks at the record
_LAST, _MOST = 50, 500  # messages of a history
_SAFE: list[Header] = [
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
]


class Inspector:
    """Records what this process publishes and receives through `realtime`, until it is closed."""

    def __init__(self, realtime: Realtime, channels: Channels, heartbeat: float) -> None:
        log.warning(
            "the gateway's inspector is on: it shows all messages to every user of this machine, "
            "and is for development"
        )
        self._record = Record(channels)
        self._looks = max(1, round(heartbeat / _PAUSE))  # without news, until a reader is pinged
        self._transport: Transport
        self._wrap = ExitStack()
        self._wrap.enter_context(realtime.wrapped(self._around))
        self._answers = {
            "/inspect": self._send_page,
            "/inspect/events": self._send_events,
            "/inspect/history": self._send_history,
        }

    def _around(self, transport: Transport) -> Transport:
        self._transport = transport
        return watched(self._record, transport)

    def close(self) -> None:
        """Record no more."""
        self._wrap.close()

    def answers(self, request: Request) -> bool:
        """Whether this is asked of the inspector."""
        return request.path in self._answers and not request.is_websocket

    async def answer(
        self, request: Request, receive: Receive, outlet: Outlet, headers: list[Header]
    ) -> None:
        """Answer; `headers` are those of a refusal too. Raises Refused."""
        headers += _SAFE
        check_local(request)
        if request.method != "GET":
            raise Refused(405, "Method not allowed", (b"allow", b"GET"))
        await until_one_ends(self._answers[request.path](request, outlet), until_gone(receive))

    async def _send_page(self, _: Request, outlet: Outlet) -> None:
        body, headers = page()
        await outlet.answer(200, body, [NO_STORE, *_SAFE, *headers])

    async def _send_events(self, _: Request, outlet: Outlet) -> None:
        """Everything that is kept, then what changes. A reader that is slow is told less often."""
        await outlet.start(200, [*EVENTS, *_SAFE])
        change, told, looks = 0, None, 0
        while True:
            messages, change = self._record.since(change)
            active = self._record.active()
            if messages or active != told:
                news = json.dumps({"messages": messages, "channels": active})
                await outlet.body(f"data: {news}\n\n".encode(), more=True)
                told, looks = active, 0
            elif (looks := looks + 1) >= self._looks:
                await outlet.body(PING, more=True)
                looks = 0
            await asyncio.sleep(_PAUSE)

    async def _send_history(self, request: Request, outlet: Outlet) -> None:
        messages = await self._history(request.query)
        shown = [self._record.described.message(message) for message in messages]
        await outlet.json(200, {"messages": shown}, [NO_STORE, *_SAFE])

    async def _history(self, query: dict[str, str]) -> Sequence[Message[Any]]:
        """The newest messages of a topic, valid or not."""
        found = self._record.described.channel(query.get("channel", ""))
        topic = found.topics.get(query.get("topic", ""))
        last = query.get("last", str(_LAST))
        if topic is None:
            raise Refused(404, found.problem or "There is no such topic")
        if not (last.isascii() and last.isdigit()) or len(last) > len(str(_MOST)):
            raise Refused(400, f"last is a number, at most {_MOST}")
        try:
            if not isinstance(self._transport, LastingTransport):
                raise NoHistory(f"{type(self._transport).__name__} keeps no history")
            return await self._transport.history(topic, last=min(int(last), _MOST))
        except NoHistory as error:
            raise Refused(501, str(error)) from error
        except (ConnectionFailed, TransportClosed) as error:
            raise Refused(503, "The history cannot be read now", LATER) from error
