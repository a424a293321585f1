"""What is deprecated is accepted, and told by every checker where it is used."""

from typing import Literal, Never, assert_type
from uuid import UUID

import generated
from generated import baskets_channel  # deprecated
from generated import orders_channel, sales_channel
from generated.orders import BasketsChannel, Order, OrderInput
from realtime_runtime import Realtime, TopicRef, parse_channel


async def topics(realtime: Realtime, order: OrderInput) -> None:
    ch = orders_channel(shop="a")
    await realtime.publish(ch.placed, order)
    await realtime.publish(ch.created, order)  # deprecated
    assert_type(ch.placed, TopicRef[Order, OrderInput, Literal["placed"]])
    assert_type(ch.created, TopicRef[Order, OrderInput, Literal["created"]])  # deprecated


async def wrong_payloads(realtime: Realtime) -> None:
    created = orders_channel(shop="a").created  # deprecated
    await realtime.publish(created, {"id": "1"})  # error
    # mypy says: Missing key "cents" for TypedDict "OrderInput"
    await realtime.publish(created, "1")  # error
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "str"; expected "Order | OrderInput"


def channels() -> None:
    # mypy has told of this name where it was imported.
    assert_type(baskets_channel(shop="a"), BasketsChannel)  # deprecated: pyright ty pyrefly
    assert_type(generated.baskets_channel(shop="a"), BasketsChannel)  # deprecated
    parsed = parse_channel(BasketsChannel, "baskets:a")
    assert_type(parsed.filled, TopicRef[int, Never, Literal["filled"]])


def an_instance_is_not_told_and_so_its_topics_are() -> None:
    print(sales_channel.name)
    assert_type(sales_channel.begun, TopicRef[str, Never, Literal["begun"]])  # deprecated


def properties(order: Order) -> None:
    assert_type(order.cents, int)
    # Of a property that can be set, mypy tells nothing where it is read.
    print(order.price)  # deprecated: pyright ty pyrefly
    if order.price is not None:  # deprecated: pyright ty pyrefly
        print(order.price + 1)  # deprecated: pyright ty
    order.price = order.cents / 100  # deprecated


def an_object_of_a_deprecated_property_is_made_as_ever(id: UUID) -> None:
    # A parameter, and a key of a dict, no checker can take for deprecated.
    print(Order(id=id, cents=1), Order(id=id, cents=1, price=1.5, coupon="a"))
    given: OrderInput = {"id": id, "cents": 1, "price": 1.5}
    Order(id=id, cents=1, price="1.5")  # error
    # mypy says: Argument "price" to "Order" has incompatible type "str"; expected "int | float | None"
    Order(id=id, cents=1, cost=1.5)  # error
    # mypy says: Unexpected keyword argument "cost" for "Order"
    Order(id=id)  # error
    # mypy says: Missing named argument "cents" for "Order"
    Order(id, 1)  # error
    # mypy says: Too many positional arguments for "Order"
    print(given)
