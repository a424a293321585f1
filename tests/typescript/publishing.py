"""A program that publishes from TypeScript, for the tests of what it sends and refuses."""

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
      nullable: {schema: {anyOf: [{$ref: "#/$defs/Closed"}, {type: "null"}]}}
      nested:
        schema:
          type: object
          properties:
            of:
              oneOf:
                - {type: object, required: [kind], properties: {kind: {enum: [a, b]}}}
                - {$ref: "#/$defs/C"}
                - {type: string, minLength: 2}
      same:
        schema:
          anyOf:
            - {type: object, required: [kind, x], properties: {kind: {const: a}}}
            - {type: object, required: [kind, y], properties: {kind: {const: a}}}
$defs:
  Closed:
    type: object
    additionalProperties: false
    required: [id]
    properties: {id: {type: integer}}
  C:
    type: object
    required: [kind]
    properties: {kind: {const: c}, size: {$ref: "#/$defs/Whole/oneOf/0"}}
  Whole: {oneOf: [{type: integer}, {type: "null"}]}
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
const told = async (use) => {
  try {
    await use();
    return null;
  } catch (error) {
    if (error.constructor !== TypeError) throw error;
    return error.message;
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
