"""What definitions are called, and what they say, never becomes code by accident."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..support import node
from ..support.typescript import typescript
from .odd import ODD

if TYPE_CHECKING:
    from pathlib import Path

# What an editor knows of every exported name: no tag but ours.
_TAGS = """
import { readFileSync } from "node:fs";
import ts from "typescript";
const found = new Set();
const visit = (node) => {
  for (const tag of ts.getJSDocTags(node)) found.add(tag.tagName.text);
  ts.forEachChild(node, visit);
};
for (const file of process.argv.slice(2)) {
  visit(ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true));
}
console.log([...found].sort().join(" "));
"""


def test_odd_definitions_are_right() -> None:
    """What TypeScript could stumble over is nothing to report."""
    files, problems = typescript(ODD)
    assert {"a/odd file.ts", "b.ts"} <= files.keys()
    assert {problem.code for problem in problems} <= {"wider-type", "untyped-schema"}


def test_a_description_has_no_tags(tmp_path: Path) -> None:
    """What looks like a tag in a text is text."""
    node.lay(tmp_path, typescript(ODD)[0])
    (tmp_path / "tags.mjs").write_text(_TAGS)
    files = ("src/b.ts", "src/a/odd file.ts")
    ran = node.run("tags.mjs", *files, cwd=tmp_path)
    assert ran.out.split() == ["deprecated"], ran.err


def test_a_definition_file_is_no_package_of_others() -> None:
    """TypeScript compiles nothing below a folder node_modules, however deep it is."""
    kit, other = "lib/node_modules/kit/c.yaml", "node_modules.yaml"
    _, problems = typescript(dict.fromkeys((kit, other), "$defs: {A: {type: string}}"))
    assert [(p.code, p.position.path) for p in problems if p.is_error] == [
        ("typescript-file-name", kit)
    ]


def test_numbers_are_as_javascript_writes_them() -> None:
    """In a documentation comment, and as a type."""
    written = {"-0.0": "0", "2.0": "2", "1.50": "1.5", "1e-7": "1e-7"}
    schemas = ", ".join(f"k{n}: {{default: {n}, const: {n}}}" for n in written)
    files, _ = typescript({"a.yaml": f"$defs: {{A: {{properties: {{{schemas}}}}}}}"})
    lines = [line.strip() for line in files["a.ts"].splitlines()]
    for number in written.values():
        at = lines.index(f"/** @default {number} */")
        assert lines[at + 1].endswith(f"?: {number};")
