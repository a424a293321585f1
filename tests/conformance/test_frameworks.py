"""Generated types in FastAPI's routes, in a TypeAdapter, in dataclasses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import fastapi
import httpx
import pytest
from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from ..support.generating import generate
from ..support.packages import Package

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType

DEFINITIONS = rb"""
channels:
  feed:
    name: feed
    topics:
      event: {schema: {$ref: "#/$defs/Event"}}
$defs:
  Event: {oneOf: [{$ref: "#/$defs/Opened"}, {$ref: "#/$defs/Closed"}]}
  Opened:
    type: object
    required: [kind, level]
    properties: {kind: {const: opened}, level: {$ref: "#/$defs/Level"}}
  Closed:
    type: object
    required: [kind, tree]
    properties: {kind: {const: closed}, tree: {$ref: "#/$defs/Tree"}}
  Level: {enum: [low, "won't"]}
  Tree:
    anyOf: [{type: string}, {$ref: "#/$defs/Leaf"}, {type: array, items: {$ref: "#/$defs/Tree"}}]
  Leaf: {type: object, required: [leaf], properties: {leaf: {$ref: "#/$defs/Tree"}}}
  Tiers: {type: array, items: {$ref: "#/$defs/Tiers"}}
"""
OPENED = {"kind": "opened", "level": "won't"}
TREE = ["a", {"leaf": ["b"]}, [["c"]]]


@pytest.fixture
def feed(tmp_path: Path) -> Iterator[ModuleType]:
    """The module that the definitions give."""
    files = generate({"feed.yaml": DEFINITIONS}).files
    assert files is not None
    with Package.of(files, tmp_path) as package:
        yield package.module("feed")


# FastAPI gives an alias the attributes of a field, which pydantic does not like of its own types.
async def test_routes_take_and_give_them(feed: ModuleType) -> None:
    """Unions, lists of constants and types that contain themselves are a route's body and response
    without `Body()`, and `openapi.json` has all of them."""
    app = fastapi.FastAPI()
    echoed = {"event": feed.Event, "tree": feed.Tree, "tiers": feed.Tiers, "opened": feed.Opened}
    for name, type_ in echoed.items():
        app.post(f"/{name}")(_echo(type_))
    app.get("/level")(_echo(feed.Level))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
        paths = (await client.get("/openapi.json")).raise_for_status().json()["paths"]
        assert [name for name in echoed if "requestBody" not in paths[f"/{name}"]["post"]] == []
        for name, value in {"event": OPENED, "tree": TREE, "tiers": [[], [[]]]}.items():
            assert (await client.post(f"/{name}", json=value)).json() == value
        assert (await client.post("/event", json={"kind": "other"})).status_code == 422
        assert (await client.post("/tree", json=[1])).status_code == 422
        assert (await client.get("/level", params={"value": "won't"})).json() == "won't"
        assert (await client.get("/level", params={"value": "high"})).status_code == 422


CIRCLE = {
    "one.yaml": b"""
$defs:
  Maybe: {anyOf: [{$ref: "two.yaml#/$defs/Node"}, {type: "null"}]}
  Loop: {anyOf: [{type: string}, {type: array, items: {$ref: "two.yaml#/$defs/Loop"}}]}
""",
    "two.yaml": b"""
$defs:
  Node:
    type: object
    required: [n]
    properties: {n: {type: integer}, next: {$ref: "one.yaml#/$defs/Maybe"}}
  Loop: {anyOf: [{type: integer}, {type: array, items: {$ref: "one.yaml#/$defs/Loop"}}]}
""",
}


@pytest.mark.parametrize("first", ["one", "two"])
async def test_aliases_of_files_in_a_circle(first: str, tmp_path: Path) -> None:
    """They are bodies too, whichever module is imported first."""
    files = generate(CIRCLE).files
    assert files is not None
    app = fastapi.FastAPI()
    values: dict[str, Any] = {"Maybe": {"n": 1, "next": {"n": 2, "next": None}}, "Loop": [1, ["x"]]}
    with Package.of(files, tmp_path) as package:
        package.module(first)
        for name in values:
            app.post(f"/{name}")(_echo(getattr(package.module("one"), name)))
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
            (await client.get("/openapi.json")).raise_for_status()
            for name, value in values.items():
                assert (await client.post(f"/{name}", json=value)).json() == value


def _echo(type_: Any) -> Any:
    def route(value: Any) -> Any:
        return value

    route.__annotations__ = {"value": type_, "return": type_}
    return route


def test_pydantic_reads_them(feed: ModuleType) -> None:
    """They are types of a TypeAdapter and of a dataclass's fields."""
    assert isinstance(TypeAdapter(feed.Event).validate_python(OPENED), feed.Opened)
    assert isinstance(TypeAdapter(feed.Tree).validate_python(TREE)[1], feed.Leaf)
    fields = {"event": feed.Event, "tree": feed.Tree, "level": feed.Level}
    row: Any = dataclass(type("Row", (), {"__annotations__": fields}))
    assert isinstance(row(OPENED, "a", "low").event, feed.Opened)
    with pytest.raises(ValidationError):
        row(OPENED, 1, "low")
