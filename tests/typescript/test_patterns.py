"""Right patterns are reported where JavaScript refuses them, with the flag u."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING

from realtime_codegen.jsonschema.ecma262 import fault_in
from realtime_codegen.targets.typescript.patterns import refusal

from ..support import node

if TYPE_CHECKING:
    from pathlib import Path

PIECES = r"""
a { } [ ] ( ) (?: (?<x> (?= (?<! | * + ? {2} {1,} ^ $ . \d \W \b \B \0 \1 \k<x> \u0041 \u{1F600}
\ud83d\ude00 \x41 \cA \p{L} \P{Lu} \p{Script=Greek} \/ \- \. \^ \@ \é \< - && [^ [] [^] [a-z] [\b]
[[ é 😀 / \k \p \u \c \x -- [\d-x] ~~
""".split()
_SCRIPT = """
import { readFileSync } from "node:fs";
for (const pattern of JSON.parse(readFileSync("patterns.json", "utf8"))) {
  let runs = true;
  try {
    new RegExp(pattern, "u");
  } catch {
    runs = false;
  }
  console.log(runs);
}
"""


def test_what_javascript_refuses_is_foreseen(tmp_path: Path) -> None:
    """No more, and no less."""
    random = Random(14)
    made = ("".join(random.choices(PIECES, k=random.randint(1, 6))) for _ in range(20_000))
    patterns = [pattern for pattern in dict.fromkeys(made) if fault_in(pattern) is None]
    (tmp_path / "patterns.json").write_text(json.dumps(patterns))
    runs = node.answers(tmp_path, _SCRIPT)
    assert 1000 < runs.count(False) < len(runs) - 1000
    assert [(p, refusal(p) == "") for p in patterns] == [*zip(patterns, runs, strict=True)]
