"""Typed, validated realtime messages: topics, messages, validation and transports.

What generated modules are made of (`Channel`, `Channels`, `Topic`, `Payload`, `Definitions`,
`omit_none`) and what users call (`Realtime`, `MemoryTransport`, `parse_channel`, the errors).
"""

from .channels import Channel, Topic, parse_channel
from .errors import (
    ConnectionFailed,
    InvalidParameter,
    InvalidPayload,
    NoHistory,
    PayloadTooLarge,
    Problem,
    PublishFailed,
    RealtimeError,
    TransportClosed,
    UnknownChannel,
)
from .messages import Gap, Message
from .models import Payload, omit_none
from .realtime import Realtime
from .registry import Channels, DeclaredChannel
from .schemas import Definitions
from .subscriptions import Subscription
from .topics import TopicRef
from .transports import Transport
from .transports.history import History
from .transports.memory import MemoryTransport

__all__ = [
    "Channel",
    "Channels",
    "ConnectionFailed",
    "DeclaredChannel",
    "Definitions",
    "Gap",
    "History",
    "InvalidParameter",
    "InvalidPayload",
    "MemoryTransport",
    "Message",
    "NoHistory",
    "Payload",
    "PayloadTooLarge",
    "Problem",
    "PublishFailed",
    "Realtime",
    "RealtimeError",
    "Subscription",
    "Topic",
    "TopicRef",
    "Transport",
    "TransportClosed",
    "UnknownChannel",
    "omit_none",
    "parse_channel",
]
