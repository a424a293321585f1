"""Two channels that can have one name are found, whatever their parameters admit."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from realtime_codegen.addresses import Address, Meeting, meetings
from realtime_codegen.addresses.meetings import atoms_of
from realtime_codegen.addresses.walks import Walk
from realtime_runtime import InvalidParameter
from realtime_runtime.names import ChannelName

STRING = {"type": "string"}
INTEGER = {"type": "integer"}
UUID = {"type": "string", "format": "uuid"}
ID = "6f1c2c1e-6b0a-4a53-9f0e-6a3f6f0d2b11"


def enum(*texts: str) -> dict[str, Any]:
    return {"type": "string", "enum": [*texts]}


def pattern(text: str) -> dict[str, Any]:
    return {"type": "string", "pattern": text}


def meeting(one: str, other: str, **schemas: Any) -> Meeting | None:
    """How two names meet; a parameter without a schema is a string."""
    found = [*meetings([address(one, **schemas), address(other, **schemas)])]
    return found[0] if found else None


def address(template: str, **schemas: Any) -> Address:
    placeholders = Address.of(template, {}).placeholders
    return Address.of(template, {name: schemas.get(name, STRING) for name in placeholders})


@pytest.mark.parametrize(
    ("one", "other", "schemas", "name"),
    [
        ("news", "news", {}, "news"),
        ("user:{x}", "user:{y}", {}, "user:x"),
        ("user:{x}", "user:admin", {}, "user:admin"),
        ("job{x}", "jobs:{y}", {}, "jobs:x"),
        ("{x}:{y}", "user:{z}", {}, "user:x"),
        ("{x}:{y}", "user:admin", {}, "user:admin"),
        ("{x}", "a:b/c", {}, "a:b/c"),
        ("a{x}b", "ac{y}", {}, "acb"),
        ("{x}to{y}", "{z}no", {}, "otono"),
        ("{x}s/{y}", "newss/a", {}, "newss/a"),  # only the whole word is no part of a value
        ("a:{x}", "a:{y}", {"x": INTEGER, "y": enum("a", "12")}, "a:12"),
        ("a:{x}", "a:{y}", {"x": enum("a", "b"), "y": enum("c", "b")}, "a:b"),
        ("a:{x}", f"a:{ID}", {"x": UUID}, f"a:{ID}"),
        (
            "a:{x}",
            "a:{y}",
            {"x": UUID, "y": pattern("^6")},
            f"a:6{'a' * 7}-aaaa-aaaa-aaaa-{'a' * 12}",
        ),
        ("a:{x}", "a:{y}", {"x": pattern("^[a-f]+$"), "y": pattern("[e-h]")}, "a:e"),
        ("a:{x}", "a:{y}", {"x": pattern("^v\\d+$"), "y": pattern("^.{3}$")}, "a:v11"),
    ],
)
def test_names_that_can_meet(one: str, other: str, schemas: Any, name: str) -> None:
    """The shortest name that both can have is told."""
    found = meeting(one, other, **schemas)
    assert found is not None
    assert (found.name, found.doubt) == (name, "")
    for template in (one, other):
        ChannelName(template, address(template, **schemas).parameters).parse(found.name)


@pytest.mark.parametrize(
    ("one", "other", "schemas"),
    [
        ("news", "new", {}),
        ("user:{x}", "users:{y}", {}),
        ("user:{x}", "user:{y}:log", {}),  # no value has the separator
        ("user:{x}", "user:", {}),  # nor is one empty
        ("{x}:{y}", "alerts", {}),
        ("{x}:{y}", "{z}/a", {"z": enum("b", "c")}),
        ("a{x}b", "ab{y}", {}),  # nor a word that ends it
        ("{x}to{y}", "{z}to", {}),
        ("{x}aba{y}", "xababa", {"y": enum("a")}),
        ("a:{x}", "a:admin", {"x": INTEGER}),
        ("a-{x}", "a--3", {"x": INTEGER}),  # the sign is a separator there
        ("a:{x}", "a:01", {"x": INTEGER}),
        ("a:{x}", "a:admin", {"x": UUID}),
        ("a:{x}", "a:{y}", {"x": enum("a", "b"), "y": enum("c", "d")}),
        ("a:{x}", "a:{y}", {"x": enum("a.c"), "y": enum("abc")}),
        ("a:{x}", "a:admin", {"x": enum(*(f"{i:0100}" for i in range(300)))}),
        ("a:{x}", "a:admin", {"x": pattern("^u_")}),
        ("a:{x}", "a:{y}", {"x": pattern("^[a-z]+$"), "y": pattern("[A-Z]")}),
        ("a:{x}", "a:{y}", {"x": pattern("^(?:a|b){99}$"), "y": pattern("^(?:a|b){98}$")}),
        ("a:{x}", "a:{y}", {"x": {**enum("ab", "cd"), "pattern": "^a"}, "y": enum("cd")}),
    ],
)
def test_names_that_never_meet(one: str, other: str, schemas: Any) -> None:
    """Separators, enums, patterns, integers and UUIDs are counted in."""
    assert meeting(one, other, **schemas) is None
    assert meeting(other, one, **schemas) is None


def test_uuids_are_compared_in_lower_case() -> None:
    """As they stand in names, however an enum writes them."""
    listed = {**UUID, "enum": [ID.upper()]}
    found = meeting("a:{x}", f"a:{ID}", x=listed)
    assert found is not None
    assert found.name == f"a:{ID}"
    assert meeting("a:{x}", f"a:{ID.upper()}", x=UUID) is None
    assert meeting("a:{x}", f"a:{ID.upper()}", x=listed) is None


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("^(?!admin)", "look-around"),
        ("(?<=x)y", "look-around"),
        (r"^(.)\1", "a reference back"),
        (r"\bx", "the border of a word"),
        (r"^\p{Lu}", "a property of Unicode"),
        ("^((((a{100}){100}){100}){100})$", "patterns of this size are not compared"),
        ("^(((){999999}){999999}){999999}b$", "patterns of this size are not compared"),
        ("(" * 2_000 + ")" * 2_000, "patterns of this size are not compared"),
    ],
)
def test_what_is_not_regular_admits_everything(text: str, doubt: str) -> None:
    """Names that only such a pattern could keep apart may meet, and that is said."""
    found = meeting("a:{x}", "a:admin", x=pattern(text))
    assert found is not None
    assert found.name == "a:admin"
    assert doubt in found.doubt
    assert meeting("a:{x}", "b:admin", x=pattern(text)) is None


def test_what_takes_too_long_may_meet() -> None:
    """Two patterns that have no name in common, and very many steps to walk until that is known."""
    long = {"x": pattern("^[ab]*a[ab]{400}c$"), "y": pattern("^[ab]*b[ab]{400}d$")}
    expected = Meeting(0, 1, "", "patterns of this size are not compared")
    assert meeting("a:{x}", "a:{y}", **long) == expected
    assert meeting("a:{x}", "b:{y}", **long) is None


def test_each_address_is_told_with_the_first_that_it_meets() -> None:
    """Three of one name are two meetings."""
    addresses = [address(text) for text in ("a:{x}", "b", "a:{y}", "a:c", "b")]
    assert [(found.first, found.second) for found in meetings(addresses)] == [
        (0, 2),
        (0, 3),
        (1, 4),
    ]


PIECES = st.sampled_from(["", "a", "b", "ab", ":", "/", "a:", ":b"])
SCHEMAS = st.sampled_from(
    [STRING, STRING, INTEGER, enum("a", "ab", "b:a"), pattern("^a"), pattern("b$"), pattern("a|b")]
)


@st.composite
def addresses(draw: st.DrawFn) -> Address:
    texts = draw(st.lists(PIECES, min_size=1, max_size=3))
    texts = [texts[0], *(text or ":" for text in texts[1:-1]), *texts[1:][-1:]]
    names = "xyz"[: len(texts) - 1]
    template = texts[0] + "".join(f"{{{n}}}{t}" for n, t in zip(names, texts[1:], strict=True))
    return Address.of(template, {name: draw(SCHEMAS) for name in names})


NAMES = st.text("ab:/1", max_size=7)


def parses(address: Address, name: str) -> bool:
    if not address.placeholders:
        return name == address.template
    try:
        ChannelName(address.template, address.parameters).parse(name)
    except InvalidParameter:
        return False
    return True


@settings(max_examples=400, deadline=None)
@given(addresses(), addresses(), st.lists(NAMES, max_size=20))
def test_meetings_are_those_of_the_runtime(one: Address, other: Address, names: list[str]) -> None:
    """A name that is told is one of both channels; where none is, no name is one of both."""
    found = next(meetings([one, other]), None)
    if found is not None:
        assert parses(one, found.name)
        assert parses(other, found.name)
    else:
        assert not [name for name in names if parses(one, name) and parses(other, name)]


def test_thousands_of_channels_are_walked_through_once() -> None:
    """What it takes grows with what is written: each channel adds as many states as it has
    characters of its own."""
    for form in ("tenant:{{t}}:c{}:{{id}}", "{{t}}/c{}", "c{}-{{id}}"):
        seen = []
        for count in (500, 1_000):
            walk = Walk([atoms_of(address(form.format(i))) for i in range(count)])
            assert [*walk.shared()] == []
            seen.append(walk.steps)
        assert seen[1] < 2.5 * seen[0]
