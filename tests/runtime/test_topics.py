"""A topic called with data gives the message that goes on the wire: every way to give the data."""

from __future__ import annotations

import datetime
import json
import uuid
from typing import Any

import pytest
from realtime_runtime import InvalidPayload, MemoryTransport, Message, Realtime, TopicRef

from .orders import SCHEMA, Item, Order, OrdersChannel, orders

ITEMS = [{"sku": "a"}]
AT = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
KEY = uuid.UUID(int=7)


class Text(str):
    __slots__ = ()


class PricedItem(Item):
    price: int


class MarkedOrder(Order):
    mark: str


def wire(data: Any) -> Any:
    return json.loads(orders.order(data).body)


def pointers(data: Any) -> list[str]:
    with pytest.raises(InvalidPayload) as caught:
        orders.order(data)
    return [problem.pointer for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param({"id": "1", "items": ITEMS}, {"id": "1", "items": ITEMS}, id="dict"),
        pytest.param(Order(id="1", items=[Item(sku="a")]), {"id": "1", "items": ITEMS}, id="model"),
        pytest.param(
            {"id": "1", "items": [Item(sku="a")]}, {"id": "1", "items": ITEMS}, id="model in dict"
        ),
        pytest.param(
            Order(id="1", items=[], step=None),
            {"id": "1", "items": []},
            id="optional None is absent",
        ),
        pytest.param(
            Order(id="1", items=[], note=None),
            {"id": "1", "items": [], "note": None},
            id="nullable None is null",
        ),
        pytest.param(
            Order(id="1", items=[], retry=False),
            {"id": "1", "items": [], "retry": False},
            id="a default that was set is sent",
        ),
        pytest.param(
            Order(id="1", items=[], class_="x"),
            {"id": "1", "items": [], "class": "x"},
            id="alias",
        ),
        pytest.param(
            Order.model_validate({"id": "1", "items": [], "more": [1]}),
            {"id": "1", "items": [], "more": [1]},
            id="unknown keys are kept",
        ),
        pytest.param(
            Order(id="1", items=[], at=AT, key=KEY),
            {"id": "1", "items": [], "at": "2026-01-02T03:04:05Z", "key": str(KEY)},
            id="formats in a model",
        ),
        pytest.param(
            {"id": "1", "items": [], "at": AT, "key": KEY},
            {"id": "1", "items": [], "at": "2026-01-02T03:04:05Z", "key": str(KEY)},
            id="formats in a dict",
        ),
        pytest.param(
            MarkedOrder(id="1", items=[], mark="x"),
            {"id": "1", "items": [], "mark": "x"},
            id="subclass of a model",
        ),
        pytest.param(
            Order(id="1", items=[PricedItem(sku="a", price=3)]),
            {"id": "1", "items": [{"sku": "a", "price": 3}]},
            id="subclass of a nested model",
        ),
        pytest.param(
            {"id": Text("1"), "items": ({"sku": "a"},)},
            {"id": "1", "items": ITEMS},
            id="subclass of str, tuple",
        ),
        pytest.param(
            Order.model_construct(id="1", items=[]), {"id": "1", "items": []}, id="model_construct"
        ),
    ],
)
def test_what_goes_on_the_wire(data: Any, expected: Any) -> None:
    """Whatever way the data is given, the wire carries the JSON that its writer expects."""
    assert wire(data) == expected


def test_a_mutated_model_is_validated() -> None:
    """A model that was changed after it was made is validated like any other data."""
    order = Order(id="1", items=[Item(sku="a")])
    order.id = 3  # type: ignore[assignment]
    order.items[0].sku = ""
    assert pointers(order) == ["/id", "/items/0/sku"]


def test_a_constructed_model_is_validated() -> None:
    """What `model_construct` let through is refused by the schema."""
    assert pointers(Order.model_construct(id=None, items=[{}])) == ["/id", "/items/0"]


@pytest.mark.parametrize(
    ("data", "pointer"),
    [
        ({"id": "1", "items": [], "step": None}, "/step"),
        ({"id": "1", "items": [], "at": datetime.datetime(2026, 1, 2)}, "/at"),  # noqa: DTZ001
        (Order(id="1", items=[], at=datetime.datetime(2026, 1, 2)), "/at"),  # noqa: DTZ001
        ({"id": "1", "items": [], "key": "no-uuid"}, "/key"),
        ({"items": []}, ""),
        (None, ""),
        ([], ""),
        (Order.model_construct(id="1", items=[], class_=5), "/class"),
        (Order.model_construct(id="1", items=[], class_=b"x"), "/class"),
    ],
)
def test_what_the_schema_refuses(data: Any, pointer: str) -> None:
    """A wrong payload is refused with a pointer into its JSON, by the names that JSON has."""
    assert pointers(data) == [pointer]


def test_problems_are_in_the_order_of_the_payload() -> None:
    """All problems are listed, as a reader meets them in the payload, item 10 after item 2."""
    data = {"step": 1, "items": [{"sku": ""}] * 11, "id": 2}
    assert pointers(data) == ["/step", *(f"/items/{i}/sku" for i in range(11)), "/id"]


def test_data_is_decoded_from_the_body() -> None:
    """`message.data` is the model that a subscriber gets, with defaults where nothing was sent."""
    message = orders.order({"id": "1", "items": ITEMS, "class": "x", "more": 1})
    assert message.data == Order.model_validate(
        {"id": "1", "items": ITEMS, "class": "x", "more": 1}
    )
    assert message.data.items[0].sku == "a"
    assert message.data.retry is False
    assert message.data is message.data


@pytest.mark.parametrize(
    "data",
    [
        {"id": "1", "items": [{"sku": "a", "x": 1}], "class": "x", "more": {"a": [None]}},
        {"id": "1", "items": [], "note": None, "retry": False},
        {"id": "1", "items": []},
    ],
)
def test_a_model_is_dumped_as_it_is_sent(data: Any) -> None:
    """Dumping a message's data gives its body: keys as JSON has them, and no absent ones."""
    message = orders.order(data)
    assert json.loads(message.data.model_dump_json()) == json.loads(message.body)
    assert message.data.model_dump() == data
    assert orders.order(message.data.model_dump()).body == orders.order(data).body
    assert Order(id="1", items=[], class_="x").model_dump(by_alias=False)["class_"] == "x"
    assert Order(id="1", items=[]).model_dump(exclude_unset=False)["retry"] is False


def test_lazy_makes_its_data_only_when_called() -> None:
    """`topic.lazy` takes a function and gives the message of what it returns."""
    message = orders.order.lazy(lambda: {"id": "1", "items": []})
    assert json.loads(message.body) == {"id": "1", "items": []}


def test_validate_false_validates_nothing() -> None:
    """A topic with `validate: false` sends what its schema would refuse, if it has a JSON form."""
    assert orders.unchecked([1]).body == b"[1]"
    with pytest.raises(InvalidPayload):
        orders.unchecked({1: 2})


def test_topics_are_made_once_for_a_channel() -> None:
    """Reading a topic again gives the same object: nothing is allocated after the first time."""
    channel = OrdersChannel(shop="x")
    assert channel.order is channel.order


def test_topics_compare_by_their_names() -> None:
    """Topics of equal channels are equal and hash alike; others are not."""
    assert orders.order == OrdersChannel(shop="north").order
    assert hash(orders.order) == hash(OrdersChannel(shop="north").order)
    assert orders.order != OrdersChannel(shop="south").order
    assert orders.order != orders.word
    assert orders.order != ("orders:north", "order")


def test_what_a_topic_shows() -> None:
    """A topic shows its channel's name, its own, and its schema as a dict."""
    topic: TopicRef[Any, Any] = orders.any_data
    assert (topic.channel, topic.topic) == ("orders:north", "any-data")
    assert repr(topic) == "TopicRef('orders:north', 'any-data')"
    assert orders.order.schema["properties"] == SCHEMA["properties"]


async def test_publish_takes_topics_only() -> None:
    """Something else in the topic's place is a TypeError that says what belongs there."""

    def other(data: object) -> Message[Any]:
        raise AssertionError(data)

    with pytest.raises(TypeError, match=r"such as channel\.status, not the function"):
        await Realtime(MemoryTransport()).publish(other, 1)
