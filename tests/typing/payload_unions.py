"""What is wrong in a member of a union is told at its own key, where one member can be meant."""

from collections.abc import Sequence
from typing import Literal, Never, NotRequired, TypeAlias

from payload_orders import Events, Line, LineInput
from typing_extensions import TypedDict

from generated import agent_chat_channel
from realtime_runtime import Payload, Realtime, TopicRef


class PaidBy(Payload):
    kind: Literal["paid"]
    method: Literal["card", "invoice"]
    amount: int


class PaidByInput(TypedDict):
    kind: Literal["paid"]
    method: Literal["card", "invoice"]
    amount: int


class ShippedInput(TypedDict):
    kind: Literal["shipped"]
    carrier: str
    speed: NotRequired[Literal["fast", "slow"]]


class CancelledInput(TypedDict):
    kind: Literal["cancelled"]
    method: Literal["refund"]


class OldInput(TypedDict):
    version: Literal[1]
    mode: Literal["a"]


class NewInput(TypedDict):
    version: Literal[2]
    mode: Literal["a", "b"]


async def the_member_of_a_union_that_a_tag_names(realtime: Realtime, events: Events) -> None:
    await realtime.publish(events, {"kind": "paid", "cents": 1})
    await realtime.publish(events, {"kind": "sent", "lines": [{"sku": "a", "qty": 1}]})
    await realtime.publish(events, {"kind": "sent", "lines": [{"sku": "a"}]})  # error
    # mypy says: Missing key "qty" for TypedDict "LineInput"
    await realtime.publish(events, {"kind": "paid", "lines": []})  # error
    # mypy says: Missing key "cents" for TypedDict "PaidInput"
    # mypy says: Extra key "lines" for TypedDict "PaidInput"
    await realtime.publish(events, {"kind": "pay", "cents": 1})  # error
    # mypy says: Incompatible types (expression has type "Literal['pay']", TypedDict item "kind" has type "Literal['paid', 'sent']")
    await realtime.publish(events, {"cents": 1})  # error
    # mypy says: Missing key "kind" for TypedDict "PaidInput | SentInput"
    chat = agent_chat_channel(tenant="acme", chat_id="1")
    await realtime.publish(chat.event, {"type": "error", "message": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "message" has type "str")


Handled: TypeAlias = TopicRef[
    PaidBy, PaidByInput | ShippedInput | CancelledInput, Literal["handled"]
]


Versions: TypeAlias = TopicRef[Never, OldInput | NewInput, Literal["versions"]]


async def other_literals_beside_the_tag(realtime: Realtime, handled: Handled) -> None:
    await realtime.publish(handled, {"kind": "paid", "amount": 3, "method": "card"})
    await realtime.publish(handled, {"kind": "paid", "amount": 3, "method": "cash"})  # error
    # mypy says: Incompatible types (expression has type "Literal['cash']", TypedDict item "method" has type "Literal['card', 'invoice']")
    await realtime.publish(handled, {"kind": "paid", "amount": 3, "method": "refund"})  # error
    # mypy says: Incompatible types (expression has type "Literal['refund']", TypedDict item "method" has type "Literal['card', 'invoice']")
    await realtime.publish(handled, {"kind": "paid", "amount": 3})  # error
    # mypy says: Missing key "method" for TypedDict "PaidByInput"
    await realtime.publish(handled, {"kind": "shipped"})  # error
    # mypy says: Missing key "carrier" for TypedDict "ShippedInput"
    await realtime.publish(handled, {"kind": "shipped", "carrier": "A", "speed": "last"})  # error
    # mypy says: Incompatible types (expression has type "Literal['last']", TypedDict item "speed" has type "Literal['fast', 'slow']")
    await realtime.publish(handled, {"kind": "pay", "amount": 3, "method": "card"})  # error
    # mypy says: Incompatible types (expression has type "Literal['pay']", TypedDict item "kind" has type "Literal['paid', 'shipped', 'cancelled']")
    await realtime.publish(handled, {"amount": 3, "method": "card"})  # error
    # mypy says: Missing key "kind" for TypedDict "PaidByInput | ShippedInput | CancelledInput"


async def a_tag_that_is_a_number(realtime: Realtime, versions: Versions) -> None:
    await realtime.publish(versions, {"version": 2, "mode": "b"})
    await realtime.publish(versions, {"version": 1, "mode": "b"})  # error
    # mypy says: Incompatible types (expression has type "Literal['b']", TypedDict item "mode" has type "Literal['a']")
    await realtime.publish(versions, {"version": 3, "mode": "b"})  # error
    # mypy says: Incompatible types (expression has type "Literal[3]", TypedDict item "version" has type "Literal[1, 2]")
    await realtime.publish(versions, {"version": 2})  # error
    # mypy says: Missing key "mode" for TypedDict "NewInput"


class A(TypedDict):
    a: int


class B(TypedDict):
    b: int


async def the_member_of_a_union_that_the_keys_name(
    realtime: Realtime,
    untagged: TopicRef[A | B, Never, Literal["untagged"]],
    lists: TopicRef[list[A] | list[B], Never, Literal["lists"]],
    words: TopicRef[list[str] | list[Line], Sequence[str] | Sequence[Line | LineInput]],
    wider: TopicRef[A | dict[str, int], Never, Literal["wider"]],
    either: TopicRef[A | list[A], Never, Literal["either"]],
) -> None:
    await realtime.publish(untagged, {"b": 1})
    await realtime.publish(untagged, {"b": "1"})  # error
    # mypy says: Incompatible types (expression has type "str", TypedDict item "b" has type "int")
    await realtime.publish(untagged, {"c": 1})  # error
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "dict[str, int]"; expected "A | B"
    # mypy takes no display of dicts for one of two lists.
    await realtime.publish(words, [{"sku": "a", "qty": 1}])  # error: mypy
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "list[dict[str, object]]"; expected "list[str] | list[Line] | Sequence[str] | Sequence[Line | LineInput]"
    await realtime.publish(words, ["a"])
    await realtime.publish(lists, [{"b": 1}])  # error: mypy
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "list[dict[str, int]]"; expected "list[A] | list[B]"
    await realtime.publish(lists, [{"b": "1"}])  # error
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "list[dict[str, str]]"; expected "list[A] | list[B]"
    await realtime.publish(wider, {"b": 1})
    await realtime.publish(wider, {"b": "1"})  # error
    # mypy says: Dict entry 0 has incompatible type "str": "str"; expected "str": "int"
    await realtime.publish(either, {"a": 1})
    await realtime.publish(either, [{"a": 1}])
    await realtime.publish(either, {"a": "1"})  # error
    # mypy says: Incompatible types (expression has type "str", TypedDict item "a" has type "int")
    await realtime.publish(either, [{"b": 1}])  # error
    # mypy says: Missing key "a" for TypedDict "A"
    # mypy says: Extra key "b" for TypedDict "A"
