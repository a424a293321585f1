"""What is deprecated works as ever, and warns where it is used: there, and nowhere else."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from copy import deepcopy
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from realtime_runtime import MemoryTransport, Message, Realtime, parse_channel

from generated import baskets_channel, orders_channel, sales_channel
from generated.orders import BasketsChannel, Order, OrdersChannel

from ..support.commands import python
from ..support.files import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ID = UUID(int=1)


@contextmanager
def told(*sentences: str) -> Iterator[None]:
    """What is done here warns with these sentences, at lines of this file, and with no other."""
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        yield
    assert [str(warning.message) for warning in found] == list(sentences)
    assert {warning.category for warning in found} <= {DeprecationWarning}
    assert {warning.filename for warning in found} <= {__file__}


def test_a_factory_warns_where_it_is_called() -> None:
    """The channel is made all the same, and its topics warn of nothing more."""
    with told("Nothing is published here any more; use orders_channel."):
        channel = baskets_channel(shop="a")
    assert channel == BasketsChannel(shop="a")
    assert channel.filled(1).data == 1


def test_a_topic_warns_where_it_is_read() -> None:
    """Reading it warns each time, with its sentence; the TopicRef itself is one like any other."""
    channel = orders_channel(shop="a")
    for _ in range(2):
        with told("Use orders_channel(...).placed."):
            created = channel.created
    assert (created.channel, created.topic) == ("orders:a", "created")
    assert created({"id": ID, "cents": 1}).data == Order(id=ID, cents=1)


def test_the_topics_of_a_static_channel_warn_for_it() -> None:
    """No sentence was written, so the channel is named."""
    assert sales_channel.name == "sales"
    with told('The channel "sales" is deprecated.'):
        begun = sales_channel.begun
    assert begun.topic == "begun"


def test_each_line_that_uses_it_is_told_once() -> None:
    """With Python's default filter a loop warns once, and another line again."""
    channel = orders_channel(shop="a")
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("default")
        for _ in range(3):
            _ = channel.created
        _ = channel.created
    first, second = (warning.lineno for warning in found)
    assert second == first + 1


def test_what_is_not_used_does_not_warn() -> None:
    """A channel's other topics, all of them in `topics`, its name and its parts are no use."""
    with told():
        channel = orders_channel(shop="a")
        assert list(channel.topics) == ["placed", "created"]
        assert channel.placed is channel.placed
        assert parse_channel(OrdersChannel, channel.name) == channel
        assert repr(channel) == "OrdersChannel('orders:a')"


def test_a_property_warns_where_it_is_read() -> None:
    """The value is there, and None where it is absent."""
    with told("Use cents.", "Use cents."):
        assert Order(id=ID, cents=1, price=0.5).price == 0.5
        assert Order(id=ID, cents=1).price is None


async def test_payloads_with_a_deprecated_property_travel_in_silence() -> None:
    """Making, judging, sending, receiving and reading the rest of a payload warn of nothing."""
    realtime = Realtime(MemoryTransport())
    with told():
        placed = orders_channel(shop="a").placed
        async with realtime.subscribe(placed) as messages:
            await realtime.publish(placed, Order(id=ID, cents=1, price=0.5))
            await realtime.publish(placed, {"id": ID, "cents": 1, "price": 0.5})
            first, second = await anext(messages), await anext(messages)
            assert isinstance(first, Message)
            assert isinstance(second, Message)
    assert first.body == second.body
    assert first.data == second.data
    assert first.data.cents == 1


@pytest.mark.parametrize(
    "use",
    [
        repr,
        deepcopy,
        Order.model_dump,
        Order.model_dump_json,
        Order.model_copy,
        lambda order: order == deepcopy(order),
        lambda order: Order.model_validate(order.model_dump()),
        lambda order: setattr(order, "price", 2),
        lambda order: Order.model_json_schema(),
    ],
)
def test_a_model_is_no_use_of_its_properties(use: Callable[[Order], Any]) -> None:
    """What handles a model as a whole does not warn."""
    with told():
        use(Order(id=ID, cents=1, price=0.5))


def test_the_schema_that_travels_is_the_drafts() -> None:
    """Under `deprecated` a sentence is ours; other readers of the schema get true."""
    schema = orders_channel(shop="a").placed.schema
    definition = schema["$defs"]["schemas:/orders.yaml"]["$defs"]["Order"]
    assert definition["properties"]["price"]["deprecated"] is True


def test_the_generated_package_uses_nothing_deprecated_itself() -> None:
    """Importing all of it with warnings as errors is silent."""
    names = [path.stem for path in (ROOT / "generated").glob("*.py") if path.stem != "__init__"]
    lines = ["from generated import *", *(f"import generated.{name}" for name in sorted(names))]
    assert python("\n".join(lines), cwd=ROOT) == (0, "", "")
