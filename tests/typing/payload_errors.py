"""What is wrong in a payload is told at its own key, in each way to publish, by mypy's plugin."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, Never, NotRequired, ParamSpec, TypeAlias

from typing_extensions import TypedDict

from generated import agent_chat_channel, alerts_channel, pipeline_channel
from realtime_runtime import Message, Payload, Realtime, TopicRef
from realtime_runtime.inngest import Context, ContextSync, Inngest
from realtime_runtime.testing import assert_published


class Address(Payload):
    city: str


class AddressInput(TypedDict):
    city: str


class Customer(Payload):
    name: str
    address: Address


class CustomerInput(TypedDict):
    name: str
    tier: NotRequired[Literal["gold", "silver"]]
    address: NotRequired[AddressInput]


class Line(Payload):
    sku: str
    qty: int


class LineInput(TypedDict):
    sku: str
    qty: int


class Paid(Payload):
    kind: Literal["paid"]
    cents: int


class PaidInput(TypedDict):
    kind: Literal["paid"]
    cents: int


class Sent(Payload):
    kind: Literal["sent"]
    lines: list[Line]


class SentInput(TypedDict):
    kind: Literal["sent"]
    lines: list[LineInput]


class Order(Payload):
    customer: Customer
    lines: list[Line]
    events: list[Paid | Sent]
    last: dict[str, Paid | Sent]


class OrderInput(TypedDict):
    customer: CustomerInput
    lines: NotRequired[list[LineInput]]
    events: NotRequired[list[PaidInput | SentInput]]
    last: NotRequired[dict[str, PaidInput | SentInput]]


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


Orders: TypeAlias = TopicRef[Order, OrderInput, Literal["orders"]]
Events: TypeAlias = TopicRef[Paid | Sent, PaidInput | SentInput, Literal["events"]]
Lines: TypeAlias = TopicRef[list[Line], Sequence[Line | LineInput], Literal["lines"]]
Named: TypeAlias = TopicRef[dict[str, Line], Mapping[str, Line | LineInput], Literal["named"]]


async def each_way_to_publish(realtime: Realtime, ctx: Context, client: Inngest) -> None:
    ch = pipeline_channel(run_id="abc")
    await realtime.publish(ch.status, {"message": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "message" has type "str")
    await realtime.publish(ch.status, data={"message": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "message" has type "str")
    await client.realtime.publish(ch.status, {"message": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "message" has type "str")
    client.realtime.publish_sync(ch.status, {"message": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "message" has type "str")
    await ctx.publish(ch.status, {"message": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "message" has type "str")
    await ctx.realtime.publish(ch.status, {"message": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "message" has type "str")
    await ctx.step.realtime.publish("id", ch.status, {"message": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "message" has type "str")
    await ctx.step.realtime.publish("id", ch.status, data={"message": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "message" has type "str")
    ch.status({"message": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "message" has type "str")
    ch.status(data={"message": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "message" has type "str")
    assert_published(ch.status, {"message": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "message" has type "str")


def each_way_without_await(ctx: ContextSync) -> None:
    ch = pipeline_channel(run_id="abc")
    ctx.publish(ch.status, {"message": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "message" has type "str")
    ctx.step.realtime.publish("id", ch.status, {"message": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "message" has type "str")


async def data_made_late(realtime: Realtime, ctx: Context, orders: Orders) -> None:
    ch = pipeline_channel(run_id="abc")
    await realtime.publish(ch.status.lazy, lambda: {"message": "ok"})
    await realtime.publish(ch.status.lazy, lambda: {"message": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "message" has type "str")
    await ctx.step.realtime.publish("id", ch.status.lazy, make=lambda: {"massage": "ok"})  # error
    # mypy says: Missing key "message" for TypedDict "PipelineStatusInput"
    # mypy says: Extra key "massage" for TypedDict "PipelineStatusInput"
    await ctx.publish(orders.lazy, lambda: {"customer": {"nam": "A"}})  # error
    # mypy says: Missing key "name" for TypedDict "CustomerInput"
    # mypy says: Extra key "nam" for TypedDict "CustomerInput"
    ch.status.lazy(lambda: {"message": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "message" has type "str")
    await realtime.publish(ch.status.lazy, lambda wrong: {"message": "ok"})  # error
    # mypy says: Cannot infer type of lambda
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "Callable[[Any], dict[str, str]]"; expected "Callable[[], PipelineStatusInput]"


P = ParamSpec("P")


class Ours(Realtime):
    async def publish_twice(
        self, topic: Callable[P, Message[Any]], *args: P.args, **kwargs: P.kwargs
    ) -> None: ...


def publish_again(
    topic: Callable[P, Message[Any]], times: int, *args: P.args, **kwargs: P.kwargs
) -> None: ...


def what_another_function_takes_is_its_own() -> None:
    status = pipeline_channel(run_id="abc").status
    publish_again(status, 2, {"message": "ok"})
    publish_again(status, {"message": "ok"})  # error
    # mypy says: Missing positional argument "data" in call to "publish_again"
    # mypy says: Argument 2 to "publish_again" has incompatible type "dict[str, str]"; expected "int"


async def of_a_subclass_and_a_topic_from_anywhere(ours: Ours) -> None:
    await ours.publish(pipeline_channel(run_id="abc").status, {"message": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "message" has type "str")
    topics = {"a": pipeline_channel(run_id="abc").status}
    await ours.publish(topics["a"], {"massage": "ok"})  # error
    # mypy says: Missing key "message" for TypedDict "PipelineStatusInput"
    # mypy says: Extra key "massage" for TypedDict "PipelineStatusInput"
    await ours.publish_twice(topics["a"], {"massage": "ok"})  # error
    # mypy says: Missing key "message" for TypedDict "PipelineStatusInput"
    # mypy says: Extra key "massage" for TypedDict "PipelineStatusInput"


async def the_keys_of_an_object(realtime: Realtime) -> None:
    alert = alerts_channel.alert
    await realtime.publish(alert, {"message": "full"})  # error
    # mypy says: Missing key "severity" for TypedDict "AlertsAlertInput"
    await realtime.publish(alert, {"message": "full", "severity": "low", "tag": "disk"})  # error
    # mypy says: Extra key "tag" for TypedDict "AlertsAlertInput"
    await realtime.publish(alert, {"message": "full", "severity": "urgent", "tags": [1]})  # error
    # mypy says: Incompatible types (expression has type "Literal['urgent']", TypedDict item "severity" has type "Literal['low', 'medium', 'high']")
    # mypy says: List item 0 has incompatible type "int"; expected "str"


async def three_levels_deep(realtime: Realtime, orders: Orders) -> None:
    await realtime.publish(orders, {"customer": {"name": "A", "address": {"city": "B"}}})
    await realtime.publish(orders, {"customer": {"name": "A", "address": {"city": 1}}})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "city" has type "str")
    await realtime.publish(orders, {"customer": {"name": "A", "address": {"town": "B"}}})  # error
    # mypy says: Missing key "city" for TypedDict "AddressInput"
    # mypy says: Extra key "town" for TypedDict "AddressInput"
    await realtime.publish(orders, {"customer": {"name": "A", "address": {}}})  # error
    # mypy says: Missing key "city" for TypedDict "AddressInput"
    await realtime.publish(orders, {"customer": {"nam": "A", "address": {"city": "B"}}})  # error
    # mypy says: Missing key "name" for TypedDict "CustomerInput"
    # mypy says: Extra key "nam" for TypedDict "CustomerInput"


async def each_at_its_own_line(realtime: Realtime, orders: Orders) -> None:
    await realtime.publish(
        orders,
        {  # error
            "customer": {
                "name": "A",
                "tier": "golden",  # error: ty
                # mypy says: Incompatible types (expression has type "Literal['golden']", TypedDict item "tier" has type "Literal['gold', 'silver']")
                "address": {
                    "city": 1,  # error: ty
                    # mypy says: Incompatible types (expression has type "int", TypedDict item "city" has type "str")
                    "street": "C",  # error: ty
                    # mypy says: Extra key "street" for TypedDict "AddressInput"
                },
            },
            "lines": [  # error: ty
                {"sku": "a", "qty": 1},
                {"sku": "a", "qty": "1"},  # error: ty
                # mypy says: Incompatible types (expression has type "str", TypedDict item "qty" has type "int")
                {  # error: ty
                # mypy says: Missing key "qty" for TypedDict "LineInput"
                    "sku": "a",
                    "quantity": 1,  # error: ty
                    # mypy says: Extra key "quantity" for TypedDict "LineInput"
                },
            ],
            "events": [  # error: ty
                {"kind": "paid", "cents": 1},
                {"kind": "pay", "cents": 1},
                # mypy says: Incompatible types (expression has type "Literal['pay']", TypedDict item "kind" has type "Literal['paid', 'sent']")
                {"kind": "sent", "lines": [{"sku": 1, "qty": 1}]},
                # mypy says: Incompatible types (expression has type "int", TypedDict item "sku" has type "str")
                {"cents": 1},
                # mypy says: Missing key "kind" for TypedDict "PaidInput | SentInput"
            ],
            "last": {  # error: ty
                "a": {"kind": "paid", "cents": "1"},
                # mypy says: Incompatible types (expression has type "str", TypedDict item "cents" has type "int")
            },
        },
    )


async def the_item_of_a_list_or_a_map(realtime: Realtime, lines: Lines, named: Named) -> None:
    await realtime.publish(lines, [{"sku": "a", "qty": 1}, {"sku": "b", "qty": 2}])
    await realtime.publish(lines, [{"sku": "a", "qty": 1}, Line(sku="b", qty=2)])
    await realtime.publish(lines, [])
    await realtime.publish(lines, [{"sku": "a", "qty": 1}, {"sku": "b", "qty": "2"}])  # error
    # mypy says: Incompatible types (expression has type "str", TypedDict item "qty" has type "int")
    await realtime.publish(lines, [{"sku": "a"}, {"sku": "b", "qty": 2}])  # error
    # mypy says: Missing key "qty" for TypedDict "LineInput"
    await realtime.publish(lines, {"sku": "a", "qty": 1})  # error
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "dict[str, object]"; expected "list[Line] | Sequence[Line | LineInput]"
    await realtime.publish(lines, [{"sku": "a"}, Line(sku="b", qty=2)])  # error
    # mypy says: List item 0 has incompatible type "dict[str, str]"; expected "Line | LineInput"
    await realtime.publish(lines, [{"sku": "a", "qty": 1}, "b"])  # error
    # mypy says: List item 1 has incompatible type "str"; expected "Line | LineInput"
    await realtime.publish(named, {"a": {"sku": "a", "qty": 1}})
    await realtime.publish(named, {"a": {"sku": "a", "qty": 1}, "b": {"sku": "b"}})  # error
    # mypy says: Missing key "qty" for TypedDict "LineInput"
    await realtime.publish(named, {1: {"sku": "a", "qty": 1}})  # error
    # mypy says: Dict entry 0 has incompatible type "int": "LineInput"; expected "str": "Line | LineInput"


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


async def what_is_no_display_of_keys(
    realtime: Realtime, orders: Orders, lines: Lines, line: LineInput, anything: Any
) -> None:
    await realtime.publish(orders, {"customer": anything})
    await realtime.publish(orders, {"customer": {"name": "A"}, "lines": [line, line]})
    await realtime.publish(orders, {"customer": {"name": "A"}, "lines": [line, 1]})  # error
    # mypy says: List item 1 has incompatible type "int"; expected "LineInput"
    await realtime.publish(lines, [line, {"sku": "b", "qty": 2}])
    await realtime.publish(lines, [*[line], {"sku": "b", "qty": 2}])
    await realtime.publish(lines, [*[line], {"sku": "b"}])  # error
    # mypy says: List item 1 has incompatible type "dict[str, str]"; expected "Line | LineInput"
    await realtime.publish(lines, [{**line, "qty": 2}])
    await realtime.publish(lines, [{**line, "qty": "2"}])  # error
    # mypy says: Incompatible types (expression has type "str", TypedDict item "qty" has type "int")
    await realtime.publish(orders, **{"data": anything})
    await realtime.publish(lines, *[anything])
    await realtime.publish(lines, *[{"sku": "a", "qty": 1}])  # error
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "*list[dict[str, object]]"; expected "list[Line] | Sequence[Line | LineInput]"
    await realtime.publish(orders, dict(customer={"name": "A"}))  # error: pyright
    await realtime.publish(anything, {"sku": "a"})
