"""Small edits of a project's definitions, by a number that chooses, and of its output."""

from __future__ import annotations

import re
from pathlib import Path

COMMON = b"""\
$defs:
  Base:
    type: object
    required: [at]
    properties: {at: {type: string}, meta: {type: object, properties: {a: {type: string}}}}
  Other:
    type: object
    properties: {meta: {type: object, properties: {c: {type: string}}}}
  Open: {type: object, additionalProperties: {type: string}}
  Size: {type: integer}
  Deep: {type: object, $defs: {Inner: {type: object, properties: {y: {type: string}}}}}
  Either:
    anyOf:
      - {type: object, properties: {x: {type: object, properties: {y: {type: string}}}}}
      - {type: string}
"""
CHANNEL = """\
channels:
  {key}:
    name: "{key}"
    topics:
      one: {{schema: {schema}}}
"""
SCHEMA_TEXTS = [
    "{type: string}",
    "{type: object, properties: {a: {type: integer}}}",
    "{type: array, prefixItems: [{type: string}]}",  # a warning
    "{$ref: 'common.yaml#/$defs/Base'}",
    "{$ref: 'common.yaml#/$defs/Deep/$defs/Inner'}",  # gives the other file a class
    "{allOf: [{$ref: 'common.yaml#/$defs/Base'}, {properties: {meta: {properties: {b: {}}}}}]}",
    "{allOf: [{$ref: 'common.yaml#/$defs/Base'}, {$ref: 'common.yaml#/$defs/Other'}]}",
    "{allOf: [{$ref: 'common.yaml#/$defs/Open'}, {properties: {own: {type: integer}}}]}",
    "{type: array, items: {$ref: 'common.yaml#/$defs/Size'}}",
    "{$ref: 'b.yaml#/$defs/Own'}",  # leads somewhere while b.yaml has it
    "{$ref: 'b.yaml'}",  # an error
    '{"\\x24id": "own:name", type: string}',
    "{$ref: 'common.yaml#/$defs/Either/anyOf/0/properties/x'}",
]
OWN = "$defs: {Own: {type: object, properties: {z: {$ref: 'common.yaml#/$defs/Size'}}}}\n"
START = {
    "common.yaml": COMMON,
    "a.yaml": CHANNEL.format(key="a", schema=SCHEMA_TEXTS[5]).encode(),
    "b.yaml": (CHANNEL.format(key="b", schema=SCHEMA_TEXTS[2]) + OWN).encode(),
    "chat/d.yaml": CHANNEL.format(key="d", schema=SCHEMA_TEXTS[0]).encode(),
    "e.yaml": CHANNEL.format(key="e", schema="{$ref: 'b.yaml#/$defs/Own'}").encode(),
}
State = dict[str, bytes]


# Small edits: of a state, by a number that chooses.


def one_of(state: State, number: int) -> str:
    paths = sorted(state.keys() - {"common.yaml"})
    return paths[number % len(paths)]


def replaced(state: State, path: str, old: str, new: str) -> State:
    return {**state, path: re.sub(old.encode(), new.encode(), state[path])}


def with_comment(state: State, number: int) -> State:
    """Nothing in the output changes by it."""
    path = sorted(state)[number % len(state)]
    return {**state, path: state[path] + b"# more\n"}


def with_another_schema(state: State, number: int) -> State:
    schema = SCHEMA_TEXTS[number // 7 % len(SCHEMA_TEXTS)].replace("\\", r"\\")
    return replaced(state, one_of(state, number), r"schema: .*\}", f"schema: {schema}}}")


def with_common_changed(state: State, number: int) -> State:
    """What others refer to becomes another type, or what is inside of it another class."""
    swaps = [("integer", "string"), ("y: ", "yy: "), ("at: ", "when: "), ("c: ", "cc: ")]
    old, new = swaps[number % len(swaps)]
    old, new = (old, new) if old.encode() in state["common.yaml"] else (new, old)
    return replaced(state, "common.yaml", rf"\b{old}", new)


def with_anothers_channel(state: State, number: int) -> State:
    """A second file claims what a first one has: its channel, or only its name on the wire."""
    first, second = one_of(state, number), one_of(state, number + 1)
    taken = re.search(rb"^  (\w+):$", state[first], re.MULTILINE)
    key = taken[1].decode() if taken else "free"
    if number // 7 % 2:
        return replaced(state, second, r'name: "\w+"', f'name: "{key}"')
    return replaced(state, second, r"(?m)^  \w+:$", f"  {key}:")


def with_a_channel_that_meets(state: State, number: int) -> State:
    """A file's channel may have another's name, by its parameter."""
    more = "{id}\"\n    params: {id: {type: string, pattern: '^[a-c]$'}}\n"
    return replaced(state, one_of(state, number), r'(name: ")\w+"\n', rf"\1{more}")


def with_the_channel_renamed(state: State, number: int) -> State:
    path, key = one_of(state, number), f"renamed_{number % 3}"
    renamed = replaced(state, path, r'name: "\w+', f'name: "{key}')
    return replaced(renamed, path, r"(?m)^  \w+:$", f"  {key}:")


def with_a_warning(state: State, number: int) -> State:
    """A warning appears, or disappears."""
    path = one_of(state, number)
    if b"colour" in state[path]:
        return replaced(state, path, r", colour: red\}", "}")
    return replaced(state, path, r"(schema: .*)\}\}", r"\1, colour: red}}")


def deprecated(state: State, number: int) -> State:
    """What the package says of itself depends on whether any factory is deprecated."""
    path = one_of(state, number)
    if b"deprecated" in state[path]:
        return replaced(state, path, r'(?s)-\{id\}"\n    deprecated.*?\n.*?\n', '"\n')
    more = '-{id}"\n    deprecated: Use another.\n    params: {id: {type: string}}\n'
    return replaced(state, path, r'(name: "\w+)"\n', rf"\1{more}")


def with_a_file_renamed(state: State, number: int) -> State:
    old, new = (
        one_of(state, number),
        ("b.yaml", "z.yaml", "chat/z.yaml", "chat.yaml")[number // 7 % 4],
    )
    return {new if path == old else path: source for path, source in state.items()}


def with_a_file_less(state: State, number: int) -> State:
    gone = one_of(state, number)
    return {p: s for p, s in state.items() if p != gone or len(state) == 2}


def with_a_file_more(state: State, number: int) -> State:
    schema = SCHEMA_TEXTS[number % len(SCHEMA_TEXTS)]
    name = f"new_{number % 3}"
    return {**state, f"{name}.yaml": CHANNEL.format(key=name, schema=schema).encode()}


EDITS = (
    with_comment,
    with_another_schema,
    with_common_changed,
    with_anothers_channel,
    with_a_channel_that_meets,
    with_the_channel_renamed,
    with_a_warning,
    deprecated,
    with_a_file_renamed,
    with_a_file_less,
    with_a_file_more,
)


# Edits of a file in the output, between runs.


def appended(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"# edited\n")


def cut(file: Path) -> None:
    """Only the line that says whose it is stays."""
    file.write_bytes(file.read_bytes().partition(b"\n")[0])


OUTPUT_EDITS = (appended, cut, Path.unlink)
