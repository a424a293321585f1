"""What a subscriber receives of a topic of any type, and models for its unions."""

from __future__ import annotations

import datetime  # noqa: TC003 - pydantic reads the annotations
import json
from typing import Any, Literal

import typing_extensions
from realtime_runtime import Message, Payload, TopicRef
from realtime_runtime.payloads import UNVALIDATED, PayloadType

STRING = {"type": "string"}


class Timed(Payload):
    at: datetime.datetime
    next: Tree | None = None


class Written(Payload):
    at: str
    more: int | None = None
    next: Tree | None = None


class Joined(Payload):
    op: Literal["and", "or"]
    of: list[Filter]


class Negated(Payload):
    op: Literal["not"]
    of: list[Filter]


class Leaf(Payload):
    op: Literal["leaf"]
    value: int


Tree = typing_extensions.TypeAliasType("Tree", "Timed | Written")
Filter = typing_extensions.TypeAliasType("Filter", "Joined | Negated | Leaf")


def topic(type_: Any, schema: object = None, *, validate: bool = True) -> TopicRef[Any, Any]:
    payload: PayloadType[Any] = PayloadType(
        lambda: type_, json.dumps({} if schema is None else schema), None, validate=validate
    )
    return TopicRef("c", "t", payload)


def decoded(type_: Any, body: str, *, validate: bool = True) -> Any:
    """What a subscriber to a topic of this type receives."""
    ref = topic(type_, validate=validate)
    return ref.receive(Message("c", "t", body.encode(), UNVALIDATED)).data
