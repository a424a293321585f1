"""What is published from TypeScript: all problems of a payload, strings as JSON, and null."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .publishing import answers, program

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["program"]


def test_a_string_is_sent_as_json(program: Path) -> None:
    """The string "42" arrives as one, and null as null."""
    script = """
    await publish(textsChannel.text, "42");
    await publish(textsChannel.nothing, null);
    await publish(textsChannel.anything, 42);
    const returned = await durable("id", textsChannel.text, "42");
    print(...sent, returned, await durable("id", textsChannel.nothing, null));
    """
    assert answers(program, "textsChannel", script) == [
        ["text", '"42"'],
        ["nothing", None],
        ["anything", 42],
        ["id", "text", '"42"'],
        "42",
        None,
    ]


def test_a_received_null_is_null(program: Path) -> None:
    """Inngest's client makes undefined of null, which a topic's schema reads back."""
    script = """
    const { validate } = textsChannel.topics.nothing.schema["~standard"];
    print(validate(undefined), validate(null), "issues" in validate(3));
    """
    assert answers(program, "textsChannel", script) == [{"value": None}, {"value": None}, True]


def test_every_problem_is_listed(program: Path) -> None:
    """All problems of a payload are told together, each with its place; nothing is sent."""
    script = """
    const { status, tokens, usage } = pipelineChannel({ run_id: "a" });
    print(await problems(status, { message: 1, step: 2 }));
    print(await problems(tokens, { token: "a", index: -1 }));
    print(await problems(status, undefined), await problems(status, null));
    const circle = {};
    circle.message = circle;
    print(await problems(status, circle), await problems(status, { message: 1n }));
    print(sent.length);
    """
    status, tokens, *others = answers(program, "pipelineChannel", script)
    assert status == [
        "/message: must be string, found 1",
        "/step: must be string, found 2",
    ]
    assert tokens == ["/index: must be >= 0, found -1"]
    assert others == [
        ["payload: is missing"],
        ["payload: must be object, found null"],
        ["payload: has no JSON form"],
        ['payload: has no JSON form: "message" is a bigint'],
        0,
    ]


def test_what_is_validated_is_what_is_sent(program: Path) -> None:
    """A date is its string, and a key without a value is none."""
    script = """
    const { status } = pipelineChannel({ run_id: "a" });
    print(await problems(textsChannel.big, { at: new Date(0) }));
    print(await problems(status, { message: "a", step: undefined }));
    print(await problems(textsChannel.unchecked, "not checked"));
    """
    assert answers(program, "pipelineChannel, textsChannel", script) == [None, None, None]


def test_references_lead_to_other_files(program: Path) -> None:
    """A schema is validated with the definitions of the files that it refers to."""
    script = """
    const chat = agentChatChannel({
      tenant: "acme",
      chat_id: "0190e9a2-7d5c-7b11-8f3d-1d4b5a6c7d8e",
    });
    const author = { id: "0190e9a2-7d5c-7b11-8f3d-1d4b5a6c7d8e", name: "A" };
    print(await problems(chat.event, { type: "message", author, text: "a" }));
    print(await problems(chat.event, { type: "message", author: {}, text: "a" }));
    print(await problems(chat.presence, { author, since: "yesterday" }));
    """
    assert answers(program, "agentChatChannel", script) == [
        None,
        ["/author: must have required properties id, name, found {}"],
        ['/since: must match format "date-time", found "yesterday"'],
    ]


def test_a_union_tells_the_branch_that_is_meant(program: Path) -> None:
    """Only the branch that the tag or the type of a value chooses is told."""
    script = """
    const { nullable, nested, same } = textsChannel;
    print(await problems(nullable, 3), await problems(nullable, { id: "x", y: 1 }));
    print(await problems(nullable, null));
    for (const of of [{ kind: "c", size: "s" }, { kind: "z" }, {}, "a", 1, { kind: "b" }]) {
      print(await problems(nested, { of }));
    }
    print((await problems(same, { kind: "a" })).length);
    """
    assert answers(program, "textsChannel", script) == [
        ["payload: must be either object or null, found 3"],
        ["/y: must not be there, found 1", '/id: must be integer, found "x"'],
        None,
        ['/of/size: must be integer, found "s"'],
        ['/of/kind: must be one of "a", "b", "c", found "z"'],
        ["/of: must have required properties kind, found {}"],
        ['/of: must not have fewer than 2 characters, found "a"'],
        ["/of: must be either object or string, found 1"],
        None,
        3,  # nothing tells them apart: both, and that it is neither
    ]


def test_a_long_value_is_cut(program: Path) -> None:
    """A problem shows the beginning of what was found, and where, as a path."""
    script = """
    const { validate } = textsChannel.topics.big.schema["~standard"];
    print(validate({ at: "x".repeat(1e6) }).issues);
    """
    (issues,) = answers(program, "textsChannel", script)
    found = '"' + 58 * "x" + "…"
    message = f'/at: must match format "date-time", found {found}'
    assert issues == [{"message": message, "path": ["at"]}]


def test_what_json_would_lose_is_refused(program: Path) -> None:
    """The JSON of a Map would be `{}`, and a function would be left out; also where nothing is
    validated."""
    script = """
    print(await problems(textsChannel.anything, { a: new Map([[1, 2]]) }));
    const odd = [new Set([1]), () => 1, Symbol("s"), 1n];
    for (const one of odd) print(await problems(textsChannel.unchecked, one));
    for (const one of odd) print(await problems(textsChannel.unchecked, { a: [one] }));
    print(sent.length, await problems(textsChannel.unchecked, { a: undefined }), sent.length);
    """
    kinds = ("Set", "function", "symbol", "bigint")
    assert answers(program, "textsChannel", script) == [
        ['payload: has no JSON form: "a" is a Map'],
        *([f"payload: has no JSON form: it is a {kind}"] for kind in kinds),
        *([f'payload: has no JSON form: "0" is a {kind}'] for kind in kinds),
        0,
        None,
        1,
    ]


def test_a_step_gives_what_another_publisher_let_it_remember(program: Path) -> None:
    """Such as Inngest's own, before the code was deployed: a string as it is."""
    script = """
    for (const remembered of ["done", "42", '"done"', null, 42]) {
      const step = { realtime: { publish: async () => remembered } };
      print(await stepPublisher(step)("id", textsChannel.text, "x"));
    }
    """
    assert answers(program, "textsChannel", script) == ["done", "42", "done", None, 42]
