"""Every name that a factory makes is resolved to its channel, and no name is one of two channels.

`CONFORMANCE_EXAMPLES=1000` makes the run longer, and another each time.
"""

from __future__ import annotations

import os
from types import new_class
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from realtime_codegen.addresses import Address, meetings
from realtime_runtime import Channel, Channels, InvalidParameter, UnknownChannel, parse_channel

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = pytest.mark.slow

EXAMPLES = int(os.environ.get("CONFORMANCE_EXAMPLES", "0"))
ALPHABET = "abto1-:/.é"
IDS = ("6f1c2c1e-6b0a-4a53-9f0e-6a3f6f0d2b11", "00000000-0000-0000-0000-00000000000a")
STRING = {"type": "string"}
SCHEMAS: list[dict[str, Any]] = [
    STRING,
    STRING,
    {"type": "integer"},
    {"type": "integer", "minimum": 1, "maximum": 10},
    {**STRING, "format": "uuid"},
    *({**STRING, "enum": texts} for texts in (["a", "ab", "b:a"], ["é", "1"], ["to", "-1", "x"])),
    *({**STRING, "pattern": text} for text in ("^a", "b$", "^[^a]+$", r"^\d+$", "^a|^b", r"\W")),
]
PIECES = st.sampled_from(["", "a", "to", "ata", "1", "é", ":", "/", "-", "a:", ":b", ":-", "to:"])


def template(texts: list[str]) -> str:
    first, *rest = texts
    rest = [*(text or ":" for text in rest[:-1]), *rest[-1:]]
    return first + "".join(f"{{{n}}}{t}" for n, t in zip("xyz"[: len(rest)], rest, strict=True))


@st.composite
def projects(draw: st.DrawFn) -> list[Address]:
    """Channels of a few forms, so that it is their parameters that keep some of them apart."""
    texts = st.lists(PIECES, min_size=1, max_size=4)
    forms = st.sampled_from(draw(st.lists(texts.map(template), min_size=1, max_size=4)))
    schemas = st.fixed_dictionaries(dict.fromkeys("xyz", st.sampled_from(SCHEMAS)))
    return [
        Address.of(form, {name: schema for name, schema in found.items() if f"{{{name}}}" in form})
        for form, found in draw(st.lists(st.tuples(forms, schemas), min_size=1, max_size=12))
    ]


VALUES = st.one_of(
    st.text(ALPHABET, min_size=1, max_size=4),
    st.integers(-12, 12),
    st.sampled_from([*IDS, "b:a", "ab", "to", "-1"]),
)
NAMES = st.lists(PIECES | VALUES.map(str), max_size=7).map("".join)


class Package:
    """The channels of a project that the rules accept: those that meet one before are left out."""

    def __init__(self, found: Sequence[Address]) -> None:
        meeting = {one.second for one in meetings(found)}
        # The rules ask for a name, and these texts may be empty.
        kept = [a for n, a in enumerate(found) if n not in meeting and a.template]
        self.classes = [_class(number, address) for number, address in enumerate(kept)]
        rows = [("", class_.__name__, class_._name.template) for class_ in self.classes]
        self.channels = Channels(__name__, rows)
        globals().update({class_.__name__: class_ for class_ in self.classes})

    def with_name(self, name: str) -> list[Channel]:
        """All channels of this name: each class is tried."""
        found = []
        for class_ in self.classes:
            try:
                found.append(parse_channel(class_, name))
            except InvalidParameter:
                continue
        return found


def _class(number: int, address: Address) -> type[Channel]:
    keywords = {"name": address.template, "params": address.parameters}
    return new_class(f"Channel{number}", (Channel,), keywords)


packages = projects().map(Package)
longer = settings(max_examples=EXAMPLES or 200, derandomize=not EXAMPLES, deadline=None)


@longer
@given(st.data(), packages)
def test_what_a_factory_makes_is_resolved(data: st.DataObject, package: Package) -> None:
    """The channel of a name that any values made is equal to the one that they made."""
    for class_ in package.classes:
        values = {name: data.draw(VALUES) for name in class_._name.parameters}
        try:
            channel = class_(**values)
        except InvalidParameter:
            continue
        assert package.channels.resolve(channel.name) == channel
        assert package.with_name(channel.name) == [channel]
        assert package.channels.template_of(channel.name) == class_._name.template


@longer
@given(packages, st.lists(NAMES, max_size=20))
def test_any_name_is_one_channel_or_none(package: Package, names: list[str]) -> None:
    """The answer is that of trying every class, which are never two."""
    for name in names:
        every = package.with_name(name)
        assert len(every) <= 1
        try:
            assert [package.channels.resolve(name)] == every
        except UnknownChannel:
            assert every == []
