"""The corpus of all benchmarks: N channels of four topics, a definition file for each channel.

Nested objects, enums, arrays, formats and shared references, some 9 kB of YAML for a channel. The
same numbers give the same files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_COMMON = """\
$defs:
  Person:
    description: Someone who does something.
    type: object
    additionalProperties: false
    required: [id, name]
    properties:
      id: {type: string, format: uuid}
      name: {type: string, minLength: 1, maxLength: 200}
      email: {type: string, format: email}
      role: {enum: [owner, editor, viewer]}
  Money:
    type: object
    additionalProperties: false
    required: [amount, currency]
    properties:
      amount: {type: integer, minimum: 0}
      currency: {type: string, pattern: "^[A-Z]{3}$"}
"""

_TOPIC = """\
      {topic}:
        description: What has become of job {n} in its {topic} stage.
        schema:
          type: object
          additionalProperties: false
          required: [id, state, at, actor, steps]
          properties:
            id: {{type: string, format: uuid, description: Which one it is.}}
            state: {{enum: [waiting, running, done, failed, stage_{n}_{topic}]}}
            at: {{type: string, format: date-time}}
            actor: {{$ref: "common.yaml#/$defs/Person"}}
            price: {{$ref: "common.yaml#/$defs/Money"}}
            note: {{type: [string, "null"], maxLength: 500}}
            tags: {{type: array, items: {{type: string, minLength: 1}}, maxItems: 50}}
            progress:
              description: How far it has come.
              type: object
              additionalProperties: false
              required: [done, total]
              properties:
                done: {{type: integer, minimum: 0}}
                total: {{type: integer, minimum: 0}}
                ratio: {{type: number, minimum: 0, maximum: 1}}
                unit: {{enum: [bytes, items, seconds]}}
                estimate:
                  type: object
                  required: [seconds]
                  properties:
                    seconds: {{type: number, exclusiveMinimum: 0}}
                    confidence: {{type: string, enum: [low, middle, high]}}
            steps:
              type: array
              items:
                type: object
                additionalProperties: false
                required: [name, state]
                properties:
                  name: {{type: string}}
                  state: {{$ref: "#/$defs/StepState{n}"}}
                  started: {{type: string, format: date-time}}
                  ended: {{type: string, format: date-time}}
                  attempts: {{type: integer, minimum: 1, maximum: 20}}
                  log: {{type: array, items: {{type: string}}}}
            result:
              oneOf:
                - type: object
                  additionalProperties: false
                  required: [kind, url]
                  properties:
                    kind: {{const: file}}
                    url: {{type: string, format: uri}}
                    size: {{type: integer, minimum: 0}}
                - type: object
                  additionalProperties: false
                  required: [kind, message]
                  properties:
                    kind: {{const: failure}}
                    message: {{type: string}}
                    retry: {{type: boolean, default: false}}
            labels:
              type: object
              additionalProperties: {{type: string}}
"""

_CHANNEL = """\
channels:
  job-{n}:
    description: The life of job {n}.
    name: "job-{n}:{{job_id}}"
    params:
      job_id: {{type: string, description: The job that is followed.}}
    topics:
{topics}$defs:
  StepState{n}: {{enum: [waiting, running, done, failed]}}
"""

TOPICS = ("queued", "started", "progressed", "finished")


def definitions(channels: int) -> dict[str, str]:
    """The files of a corpus, by their names."""
    files = {"common.yaml": _COMMON}
    for n in range(channels):
        topics = "".join(_TOPIC.format(n=n, topic=topic) for topic in TOPICS)
        files[f"job_{n:04}.yaml"] = _CHANNEL.format(n=n, topics=topics)
    return files


def write(folder: Path, channels: int) -> None:
    """Write a corpus into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in definitions(channels).items():
        (folder / name).write_text(text, encoding="utf-8")
