"""Gateway: the ASGI app that browsers connect to."""

from __future__ import annotations

import asyncio
import inspect
import logging
import random
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

from ..channels import Channel
from ..errors import RealtimeError
from ..mistakes import not_a_channel, not_a_topic
from ..tasks import until_one_ends
from ..topics import TopicRef
from .asgi import LATER, UNAUTHENTICATED, Outlet, Refused, Request, until_gone
from .events import cursor_of, send_events
from .frames import Frames
from .limits import Limits
from .origins import Origins
from .requests import topics_asked
from .sockets import Socket
from .streams import Streams
from .tokens import Grant, Token, TokenRequest, Tokens
