"""What is wrong deep in a payload is told at its own key, by mypy's plugin."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NotRequired, TypeAlias

from typing_extensions import TypedDict

from generated import alerts_channel
from realtime_runtime import Payload, Realtime, TopicRef


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


Orders: TypeAlias = TopicRef[Order, OrderInput, Literal["orders"]]
Events: TypeAlias = TopicRef[Paid | Sent, PaidInput | SentInput, Literal["events"]]
Lines: TypeAlias = TopicRef[list[Line], Sequence[Line | LineInput], Literal["lines"]]
Named: TypeAlias = TopicRef[dict[str, Line], Mapping[str, Line | LineInput], Literal["named"]]


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
        },
    )


async def also_in_unions(realtime: Realtime, orders: Orders) -> None:
    await realtime.publish(
        orders,
        {  # error
            "customer": {"name": "A"},
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
