"""The drawings of the pages: `python -m tools.drawings FOLDER` writes them there."""

from __future__ import annotations

import sys
from pathlib import Path

from .svg import Drawing


def from_definition_to_subscriber() -> Drawing:
    drawing = Drawing(
        860,
        420,
        "From a definition to a subscriber",
        "Before deployment, realtime-codegen turns a definition into a module, and type checkers"
        " check the code that uses it. At run time, a publisher's data is encoded, validated by the"
        " schema and sent by a transport; a subscriber's runtime validates and decodes it.",
    )
    drawing.text(20, 32, "On your machine and in CI", "strong")
    drawing.box(20, 48, 210, 70, "plain", "schemas/pipeline.yaml", "channels, topics, JSON Schema")
    drawing.arrow((230, 83), (296, 83))
    drawing.box(300, 48, 210, 70, "blue", "realtime-codegen", "checks the definition, generates")
    drawing.arrow((510, 83), (576, 83))
    drawing.box(580, 48, 260, 70, "plain", "generated/pipeline.py", "models, TypedDicts, channels")
    drawing.arrow((640, 118), (640, 156))
    drawing.box(580, 160, 120, 56, "blue", "type checker", "of your code")
    drawing.arrow((700, 188), (726, 188))
    drawing.box(730, 160, 110, 56, "red", "error", "a wrong literal")
    drawing.text(20, 262, "At run time", "strong")
    for x, width, kind, *lines in (
        (20, 146, "plain", "publisher", "channel.status, data"),
        (192, 146, "blue", "encode, validate", "JSON by the schema"),
        (364, 152, "plain", "transport", "memory, Inngest, yours"),
        (542, 146, "blue", "validate, decode", "JSON by the schema"),
        (714, 126, "plain", "subscriber", "message.data"),
    ):
        drawing.box(int(x), 278, int(width), 60, str(kind), *map(str, lines))
    for start, end in ((166, 189), (338, 361), (516, 539), (688, 711)):
        drawing.arrow((start, 308), (end, 308))
    drawing.arrow((265, 338), (265, 354))
    drawing.box(192, 358, 146, 48, "red", "InvalidPayload", "nothing is sent")
    drawing.arrow((615, 338), (615, 354))
    drawing.box(542, 358, 146, 48, "red", "on_invalid", "reading goes on")
    return drawing


def stages_of_the_generator() -> Drawing:
    drawing = Drawing(
        860,
        300,
        "The stages of the generator",
        "Bytes become documents, documents become definitions, references are resolved, rules are"
        " checked, schemas become types, and targets render types as files. Every stage gives its"
        " problems, which are printed together. Without errors, the changed files are replaced.",
    )
    drawing.text(
        20, 32, "pipeline.generate: reads nothing, writes nothing, prints nothing", "strong"
    )
    _draw_stages(drawing)
    drawing.line((60, 146), (760, 146))
    drawing.arrow((218, 146), (218, 176))
    drawing.arrow((806, 116), (806, 176))
    drawing.box(
        20, 180, 396, 56, "red", "problems", "each with its places and what to do; all together"
    )
    drawing.box(640, 180, 200, 56, "green", "texts of files", "none if there is an error")
    drawing.arrow((640, 208), (606, 208))
    drawing.box(452, 180, 150, 56, "plain", "disk", "replaces what changed")
    drawing.text(
        20,
        268,
        "cli prints the problems; disk alone writes. The bytes of the sources come from",
        "soft",
    )
    drawing.text(
        20,
        288,
        "disk too, and a run takes over the modules of files that have not changed.",
        "soft",
    )
    return drawing


def _draw_stages(drawing: Drawing) -> None:
    stages = (
        ("documents", "YAML with places"),
        ("definitions", "channels, $defs"),
        ("references", "$ref, across files"),
        ("rules", "what is valid"),
        ("types", "of no language"),
        ("targets", "names, text"),
    )
    for number, (name, says) in enumerate(stages):
        x = 20 + number * 140
        drawing.box(x, 56, 116, 60, "blue", name, says)
        drawing.line((x + 40, 116), (x + 40, 146))
        if number:
            drawing.arrow((x - 24, 86), (x - 3, 86))


def echo_and_replay() -> Drawing:
    drawing = Drawing(
        860,
        372,
        "Echo and replay",
        "A function with two steps is run in three passes. A message before the steps is sent in"
        " the first pass, one between the steps in the second, one after them in the third. Where"
        " a later pass repeats a message it is an echo, and is not sent.",
    )
    columns = ("publish A", "step 1", "publish B", "step 2", "publish C")
    for number, name in enumerate(columns):
        drawing.text(205 + number * 140, 36, name, "code strong", anchor="middle")
    cells = (
        ("pass 1", "sent", "runs"),
        ("pass 2", "echo", "replayed", "sent", "runs"),
        ("pass 3", "echo", "replayed", "echo", "replayed", "sent"),
    )
    kinds = {"sent": "green", "runs": "blue", "echo": "hollow", "replayed": "hollow"}
    for row, (name, *found) in enumerate(cells):
        y = 56 + row * 76
        drawing.text(20, y + 31, name, "strong")
        for number, what in enumerate(found):
            x = 150 + number * 140
            drawing.box(x, y, 110, 52, kinds[what], what)
            if number:
                drawing.arrow((x - 30, y + 26), (x - 3, y + 26))
        if name != "pass 3":
            last = 150 + (len(found) - 1) * 140 + 55
            drawing.arrow(
                (last, y + 52), (last, y + 64), (100, y + 64), (100, y + 102), (146, y + 102)
            )
    drawing.box(20, 292, 26, 20, "green").text(56, 307, "sent: the message goes to the server")
    drawing.box(20, 322, 26, 20, "blue").text(56, 337, "runs: the step's result is stored")
    drawing.box(440, 292, 26, 20, "hollow").text(
        476, 307, "echo: held back, it was sent in an earlier pass"
    )
    drawing.box(440, 322, 26, 20, "hollow").text(476, 337, "replayed: the stored result is used")
    return drawing


def order_of_a_rollout() -> Drawing:
    drawing = Drawing(
        860,
        410,
        "The order of a rollout",
        "If new definitions accept more, all subscribers are updated first, then publishers. If"
        " they accept less, all publishers are updated first, then subscribers. To rename, add the"
        " new topic, publish to both, move the subscribers, and remove the old topic.",
    )
    _draw_orders(drawing)
    drawing.line((20, 226), (840, 226))
    drawing.text(20, 262, "A rename, a removal", "strong")
    drawing.text(20, 282, "both sides break: old beside new", "small soft")
    _draw_rename(drawing)
    drawing.text(20, 396, "realtime-codegen breaking says which of these a change needs.", "soft")
    return drawing


_KINDS = {"publishers": "blue", "subscribers": "green"}


def _draw_orders(drawing: Drawing) -> None:
    rows = (
        ("They accept more", "a new enum value, a wider bound", "subscribers", "publishers"),
        ("They accept less", "a key is required, a value is gone", "publishers", "subscribers"),
    )
    does = {
        ("They accept more", "subscribers"): "take old and new",
        ("They accept more", "publishers"): "send what is new",
        ("They accept less", "publishers"): "send only what stays",
        ("They accept less", "subscribers"): "refuse the old",
    }
    for row, (name, example, first, second) in enumerate(rows):
        y = 24 + row * 104
        drawing.text(20, y + 28, name, "strong")
        drawing.text(20, y + 48, example, "small soft")
        drawing.box(260, y, 260, 64, _KINDS[first], f"1. all {first}", does[name, first])
        drawing.arrow((520, y + 32), (576, y + 32))
        drawing.box(580, y, 260, 64, _KINDS[second], f"2. all {second}", does[name, second])


def _draw_rename(drawing: Drawing) -> None:
    steps = (
        ("1. definition", "add the new topic"),
        ("2. publishers", "publish to both"),
        ("3. subscribers", "follow the new one"),
        ("4. publishers", "publish to the new one"),
        ("5. definition", "remove the old topic"),
    )
    for number, (name, says) in enumerate(steps):
        x = 20 + number * 168
        drawing.box(x, 304, 148, 64, _KINDS.get(name[3:], "plain"), name, says)
        if number:
            drawing.arrow((x - 20, 336), (x - 3, 336))


DRAWINGS = (
    from_definition_to_subscriber,
    stages_of_the_generator,
    echo_and_replay,
    order_of_a_rollout,
)


def write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for draw in DRAWINGS:
        name = draw.__name__.replace("_", "-")
        (folder / f"{name}.svg").write_text(str(draw()), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
