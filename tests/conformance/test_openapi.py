"""Generated models in `openapi.json`: what FastAPI's clients read is what the definition says."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import fastapi
import pytest
from pydantic import TypeAdapter
from realtime_runtime import Channel, InvalidParameter, InvalidPayload
from realtime_runtime.testing import NoExample, example
from realtime_runtime.validation import Validator

from ..support.files import ROOT
from ..support.generating import generate
from ..support.packages import Package

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType

SHOP = {
    "shop.yaml": rb"""
channels:
  shop:
    name: shop
    topics:
      sold:
        schema:
          type: object
          additionalProperties: false
          required: [sku, lines, class]
          properties:
            sku: {$ref: "common.yaml#/$defs/Sku"}
            class: {type: string, maxLength: 3}
            note: {type: string, minLength: 1}
            comment: {type: [string, "null"], minLength: 2}
            tags:
              type: array
              maxItems: 2
              uniqueItems: true
              items: {type: string, pattern: "^[a-z]+$"}
            lines:
              type: array
              minItems: 1
              items:
                type: object
                additionalProperties: false
                required: [qty]
                properties: {qty: {type: integer, exclusiveMinimum: 0}, of: {$ref: "#/$defs/Tree"}}
            prices:
              type: object
              maxProperties: 2
              additionalProperties: {$ref: "common.yaml#/$defs/Price"}
            price: {$ref: "common.yaml#/$defs/Price"}
            marks:
              type: object
              patternProperties: {"^m": {type: integer}}
              additionalProperties: false
            either: {oneOf: [{type: integer, maximum: 5}, {$ref: "common.yaml#/$defs/Price"}]}
      derived:
        schema:
          unevaluatedProperties: false
          required: [amount]
          allOf: [{$ref: "common.yaml#/$defs/Price"}]
          properties: {more: {type: integer, multipleOf: 5}}
      branched:
        schema:
          type: object
          unevaluatedProperties: false
          required: [a]
          properties: {a: {type: integer, minimum: 1}}
          if: {properties: {a: {const: 1}}}
          then: {properties: {b: {type: string}}}
$defs:
  Tree:
    type: object
    additionalProperties: false
    properties: {inside: {type: array, maxItems: 2, items: {$ref: "#/$defs/Tree"}}}
""",
    "common.yaml": rb"""
$defs:
  Sku: {type: string, minLength: 3}
  Price:
    type: object
    required: [amount]
    minProperties: 1
    properties: {amount: {type: number, minimum: 0}, "per/unit": {type: string, enum: [kg, l]}}
""",
}
SOLD = {"sku": "abc", "class": "x", "lines": [{"qty": 1}]}
PRICE = {"amount": 1}
RIGHT = [
    SOLD,
    {**SOLD, "note": "n", "comment": None, "tags": ["a", "b"], "price": PRICE},
    {**SOLD, "lines": [{"qty": 1, "of": {"inside": [{}, {"inside": []}]}}]},
    {**SOLD, "prices": {"a": {**PRICE, "x": 1}}, "marks": {"m1": 1}, "either": PRICE},
]
WRONG = [
    {**SOLD, "colour": "red"},
    {**SOLD, "sku": "ab"},
    {**SOLD, "class": "long"},
    {**SOLD, "note": ""},
    {**SOLD, "note": None},
    {**SOLD, "comment": "c"},
    {**SOLD, "tags": ["A"]},
    {**SOLD, "tags": ["a", "a"]},
    {**SOLD, "lines": []},
    {**SOLD, "lines": [{"qty": 0}]},
    {**SOLD, "lines": [{"qty": 1, "x": 1}]},
    {**SOLD, "lines": [{"qty": 1, "of": {"inside": [{}, {}, {}]}}]},
    {**SOLD, "lines": [{"qty": 1, "of": {"inside": [{"x": 1}]}}]},
    {**SOLD, "prices": {"a": {"amount": -1}}},
    {**SOLD, "prices": {"a": PRICE, "b": PRICE, "c": PRICE}},
    {**SOLD, "price": {}},
    {**SOLD, "price": {"amount": 1, "per/unit": "m"}},
    {**SOLD, "marks": {"m1": "1"}},
    {**SOLD, "marks": {"n1": 1}},
]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[ModuleType]:
    files = generate(SHOP).files
    assert files is not None
    with Package.of(files, tmp_path) as package:
        yield package.module("shop")


@pytest.mark.parametrize("mode", ["validation", "serialization"])
def test_a_models_schema_decides_as_its_definition(shop: ModuleType, mode: Any) -> None:
    """Closed objects, bounds, patterns and what is not nullable are in a model's JSON Schema, also
    in nested models, in those of other files, and in models that contain themselves."""
    topic = shop.shop_channel.sold
    described = Validator(shop.ShopSold.model_json_schema(mode=mode))
    defined = Validator(topic.schema)
    for value in (*RIGHT, *WRONG):
        assert described.is_valid(value) == defined.is_valid(value) == (value in RIGHT), value


def test_what_several_schemas_say_together(shop: ModuleType) -> None:
    """A model of an `allOf` has what all of its schemas say."""
    described = Validator(shop.ShopDerived.model_json_schema())
    for value in ({"amount": 1}, {"amount": 0, "more": 5, "per/unit": "kg"}):
        assert described.is_valid(value), value
    for value in ({}, {"amount": -1}, {"amount": 1, "more": 3}, {"amount": 1, "x": 1}):
        assert not described.is_valid(value), value


def test_no_model_is_narrower_than_its_definition(shop: ModuleType) -> None:
    """Properties that only a branch has are left open."""
    assert shop.shop_channel.branched({"a": 1, "b": "x"})
    described = Validator(shop.ShopBranched.model_json_schema())
    assert described.is_valid({"a": 1, "b": "x"})
    assert not described.is_valid({"a": 0})


def module_of(schema: object, definitions: dict[str, object], folder: Path) -> Package:
    topics = {"t": {"schema": schema}}
    data = {"channels": {"a": {"name": "a", "topics": topics}}, "$defs": definitions}
    files = generate({"a.json": json.dumps(data).encode()}).files
    assert files is not None
    return Package.of(files, folder)


def test_references_are_put_in_their_place_a_bounded_number_of_times(tmp_path: Path) -> None:
    """Each definition refers to the next one twice: in its place each would double what is said."""
    chain: dict[str, object] = {
        f"A{n}": {"if": {"$ref": f"#/$defs/A{n + 1}"}, "then": {"$ref": f"#/$defs/A{n + 1}"}}
        for n in range(20)
    }
    schema = {"type": "object", "properties": {"x": {"$ref": "#/$defs/A0"}}}
    with module_of(schema, {**chain, "A20": {"minLength": 1}}, tmp_path) as package:
        model = package.module("a").AT
        assert len(json.dumps(model.model_json_schema())) < 1000


def test_patterns_are_shown_as_they_are_written(tmp_path: Path) -> None:
    """The validator runs others, of other words: people read those of the definition."""
    pattern = r"^.\b$"
    schema = {"type": "object", "properties": {"x": {"type": "string", "pattern": pattern}}}
    with module_of(schema, {}, tmp_path) as package:
        module = package.module("a")
        told = module.AT.model_json_schema()["properties"]["x"]
        with pytest.raises(InvalidPayload) as caught:
            module.a_channel.t({"x": "ab"})
    assert (told["pattern"], "x-pattern" in told) == (pattern, False)
    [problem] = caught.value.problems
    assert problem.expected == f"a string that matches {json.dumps(pattern)}"


@pytest.mark.parametrize("reference", [None, "#/properties/x/patternProperties/^.$"])
def test_patterns_of_keys_are_shown_as_they_are_written(
    tmp_path: Path, reference: str | None
) -> None:
    """They match what they match in JavaScript: `.` is no end of a line. What a reference leads
    through is embedded as it is."""
    inner = {"type": "object", "patternProperties": {"^.?$": {"pattern": "^.$"}}}
    keys = {"type": "object", "patternProperties": {"^.$": inner}, "additionalProperties": False}
    schema: dict[str, Any] = {"type": "object", "properties": {"x": keys}}
    if reference is not None:
        schema["properties"]["y"] = {"$ref": reference}
    with module_of(schema, {}, tmp_path) as package:
        module = package.module("a")
        told = module.AT.model_json_schema()
        is_valid = module.a_channel.t.payload.is_valid
    assert "x-pattern" not in json.dumps(told)
    assert is_valid({"x": {"a": {"b": "c", "\r": 1, "cd": "ef"}}})
    assert is_valid({"x": {"a": {"\r": "ef"}}})
    assert not is_valid({"x": {"a": {"b": "\r"}}})
    assert is_valid({"x": {"\u2028": 1}}) is False
    assert is_valid({"x": {"\r": {}}}) is (reference is not None)


def test_models_wait_until_they_are_used(tmp_path: Path) -> None:
    """Importing a module builds none of its models; what asks for one later builds it at once, so
    that FastAPI silences the warning of pydantic that it knows."""
    files = generate(SHOP).files
    assert files is not None
    with Package.of(files, tmp_path) as package:
        model = package.module("shop").ShopSold
        assert not model.__pydantic_complete__
        assert TypeAdapter(model).pydantic_complete
        assert model.model_config["defer_build"] is False


def test_openapi_has_them(shop: ModuleType) -> None:
    """`openapi.json` has them for bodies and responses, and its references lead somewhere."""
    app = fastapi.FastAPI()

    def route(sold: Any) -> Any:
        return sold

    route.__annotations__ = {"sold": shop.ShopSold, "return": shop.ShopSold}
    app.post("/sold")(route)
    document = app.openapi()
    schemas = document["components"]["schemas"]
    for reference in _references(document):
        assert reference.removeprefix("#/components/schemas/") in schemas
    sold = [schema for name, schema in schemas.items() if name.startswith("ShopSold")]
    assert {json.dumps(s.get("additionalProperties")) for s in sold} == {"false"}
    bodies = [schema["properties"] for schema in sold if "sku" in schema["properties"]]
    assert {(body["sku"]["minLength"], body["class"]["maxLength"]) for body in bodies} == {(3, 3)}
    trees = [schema["properties"] for name, schema in schemas.items() if name.startswith("Tree")]
    assert {tree["inside"]["maxItems"] for tree in trees} == {2}


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict) and isinstance(value.get("$ref"), str):
        yield value["$ref"]
    for inside in value.values() if isinstance(value, dict) else value:
        if isinstance(inside, dict | list):
            yield from _references(inside)


def test_a_subclass_describes_itself(shop: ModuleType) -> None:
    """A model of the user's own that derives from a generated one is as open as pydantic has it."""

    class Own(shop.ShopDerived):  # type: ignore[misc, name-defined]  # known at run time alone
        colour: str = ""

    assert Own.model_json_schema()["additionalProperties"] is True


CASES = sorted((ROOT / "tests" / "golden").rglob("expected"))


@pytest.mark.parametrize("expected", CASES, ids=lambda path: "/".join(path.parts[-3:-1]))
def test_examples_fit_the_schemas_of_their_models(expected: Path, tmp_path: Path) -> None:
    """Whatever the definition, what it accepts is valid by the schema of the topic's type."""
    files = {
        path.relative_to(expected).as_posix(): path.read_text() for path in expected.rglob("*.py")
    }
    with Package.of(files, tmp_path) as package:
        for name in filter(lambda name: not name.endswith("__init__.py"), files):
            module = package.module(name.removesuffix(".py").replace("/", "."))
            for topic in _topics(module):
                with suppress(NoExample):
                    payload = json.loads(topic(example(topic)).body)
                    schema = TypeAdapter(topic.payload._type()).json_schema()
                    assert Validator(schema).problems(payload) == (), (name, topic)


def _topics(module: ModuleType) -> Iterator[Any]:
    for value in vars(module).values():
        if isinstance(value, Channel):
            yield from value.topics.values()
        elif isinstance(value, type) and issubclass(value, Channel) and value is not Channel:
            with suppress(InvalidParameter):
                params = value._name.parameters
                yield from value(**dict.fromkeys(params, "1")).topics.values()
