"""Positions in a history, and what is told of what is missing between two of them."""

from __future__ import annotations

import random
import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from realtime_runtime import History
from realtime_runtime.transports.history import POSITION, Position, lost_between

positions = st.builds(Position, st.integers(0, 2**43), st.integers(0, 2**63))


@given(positions, positions)
def test_the_text_of_a_position_has_its_order(one: Position, other: Position) -> None:
    """As strings and as pairs, two positions compare alike; the text can be read back."""
    assert (str(one) < str(other)) == (one < other)
    assert Position.parse(str(one)) == one
    assert re.fullmatch(POSITION, str(one))


@given(st.from_regex(POSITION, fullmatch=True))
def test_whatever_looks_like_a_position_can_be_read(text: str) -> None:
    """A cursor may hold any."""
    Position.parse(text)


@pytest.mark.parametrize("wrong", [{"last": 0}, {"lifetime": timedelta(milliseconds=999)}])
def test_a_history_of_nothing(wrong: dict[str, int]) -> None:
    """It is refused, in place of losing every message."""
    with pytest.raises(ValueError, match="must be at least"):
        History(**wrong)  # type: ignore[arg-type]  # each value is of its parameter


class Server:
    """A history as a server has it: it trims, expires, and sometimes forgets its newest or all."""

    def __init__(self, last: int, lifetime: int) -> None:
        self.last, self.lifetime = last, lifetime
        self.now = 1000
        self.kept: list[Position] = []
        self.newest: Position | None = None
        self.published: list[Position] = []  # since the reader read last

    def wait(self, milliseconds: int) -> None:
        self.now += milliseconds
        if self.newest and self.newest.time + self.lifetime <= self.now:
            self.kept, self.newest = [], None

    def publish(self) -> Position:
        number = self.newest.number + 1 if self.newest else 1
        self.newest = Position(self.now, number)
        self.kept = [*self.kept, self.newest][-self.last :]
        self.published.append(self.newest)
        return self.newest

    def crash(self, lost: int) -> list[Position]:
        """The newest are lost, as when a replica takes over."""
        kept = max(0, len(self.kept) - lost)
        gone, self.kept = self.kept[kept:], self.kept[:kept]
        self.newest = self.kept[-1] if self.kept else None
        return gone


class Reader:
    """One that now and then asks for what is behind its position, and compares what it is told with
    what happened."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.be_at(Position(server.now, 0))

    def be_at(self, position: Position) -> None:
        self.at, self.known = position, self.server.now
        self.has_crashed = self.was_lost = False

    def crash(self, lost: int) -> None:
        self.was_lost |= self.at in self.server.crash(lost)
        self.has_crashed = True

    def read(self) -> None:
        server, at = self.server, self.at
        found = [position for position in server.kept if position > at]
        first = found[0] if found else None
        times = {"now": server.now, "known": self.known, "lifetime": server.lifetime}
        lost = lost_between(at, first, server.newest, **times)
        is_missed = server.published != found
        if self.was_lost:
            assert lost or (first and first.number == at.number + 1)
        elif is_missed and not self.has_crashed:
            assert lost
        elif server.now - self.known < server.lifetime and not self.has_crashed:
            assert lost is None
        self.be_at(found[-1] if found else server.newest or Position(server.now, 0))
        server.published.clear()
        server.wait(1)


@pytest.mark.parametrize("seed", range(300))
def test_what_is_missing_is_told(seed: int) -> None:
    """A reader that asks for what is behind its position, after anything has happened, is told of
    every loss. While it has not been away for a lifetime, it is told of none that there was not.

    What a server lost that the reader had not seen is in no history. What it had seen is missed in
    the history: it knows that the server lost something.
    """
    chance = random.Random(seed)
    server = Server(last=chance.randrange(1, 6), lifetime=50)
    reader = Reader(server)
    for _ in range(60):
        match chance.randrange(7):
            case 0:
                server.wait(chance.randrange(1, 80))
            case 1 if chance.random() < 0.2:
                reader.crash(chance.randrange(1, 4))
            case 2 | 3 | 4:
                server.wait(chance.randrange(3))
                server.publish()
            case 5:
                reader.read()
            case _:
                pass
