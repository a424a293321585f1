"""What is published from TypeScript: all problems of a payload, strings as JSON, and null."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from realtime_codegen.disk import read_sources

from ..support import node
from ..support.files import ROOT
from ..support.typescript import typescript

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = """
channels:
  texts:
    name: texts
    topics:
      text: {schema: {type: string}}
      nothing: {schema: {type: [string, "null"]}}
      anything: {schema: true}
      big: {schema: {type: object, properties: {at: {type: string, format: date-time}}}}
      unchecked: {validate: false, schema: {type: integer}}
"""
_HEAD = """
import { InvalidPayload, %s } from "./out/index.js";
const sent = [];
const send = async (...args) => (sent.push(args.map((a) => a?.topic ?? a)), args.at(-1));
const publish = publisher({ realtime: { publish: send } });
const durable = stepPublisher({ realtime: { publish: send } });
const problems = async (topic, data) => {
  try {
    await publish(topic, data);
    return null;
  } catch (error) {
    if (!(error instanceof InvalidPayload)) throw error;
    return error.issues.map((issue) => issue.message);
  }
};
const print = (...values) => values.forEach((value) => console.log(JSON.stringify(value)));
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A program with the channels of `schemas/` and one more."""
    folder = tmp_path_factory.mktemp("publishing")
    node.lay(folder, typescript({**read_sources(ROOT / "schemas"), "texts.yaml": TEXTS})[0])
    node.transpile(folder)
    return folder


def answers(program: Path, imported: str, script: str) -> list[object]:
    """Where no code may be made of strings, as in a browser with a strict policy."""
    head = _HEAD % f"publisher, stepPublisher, {imported}"
    return node.answers(program, head + script, "--disallow-code-generation-from-strings")


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
    assert status == ["/message: must be string", "/step: must be string"]
    assert tokens == ["/index: must be >= 0"]
    assert others == [
        ["payload: is missing"],
        ["payload: must be object"],
        ["payload: has no JSON form"],
        ["payload: has no JSON form"],
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
    print((await problems(chat.event, { type: "message", author: {}, text: "a" })).length > 1);
    print(await problems(chat.presence, { author, since: "yesterday" }));
    """
    assert answers(program, "agentChatChannel", script) == [
        None,
        True,
        ['/since: must match format "date-time"'],
    ]
