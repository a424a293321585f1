"""What a browser loads of the channels: one channel is no other's schema, and little code."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

from realtime_codegen.disk import read_sources

from ..support import node
from ..support.files import ROOT
from ..support.typescript import typescript

if TYPE_CHECKING:
    from pathlib import Path

_ONE = """
import { pipelineChannel } from "./index.js";
console.log(pipelineChannel({ run_id: "a" }));
"""
_UNUSED = """
import * as channels from "./index.js";
console.log(1);
"""
_VALIDATING = """
import { pipelineChannel } from "./index.js";
const { validate } = pipelineChannel.topics.status.schema["~standard"];
const issues = async (value: unknown) => (await validate(value)).issues?.length ?? 0;
console.log(await issues({ message: "a", step: "b" }), await issues({ message: 1, step: 2 }));
try {
  new Function("return 1");
} catch (error) {
  console.log((error as Error).name);
}
"""
# The same by hand, with Inngest's own.
_BY_HAND = """
import { channel } from "inngest/realtime";
const name = ({ run_id }: { run_id: string }) => `pipeline:${run_id}`;
console.log(channel({ name, topics: { status: { schema: undefined as any } } })({ run_id: "a" }));
"""
# An executable for this system, which npm installs beside the package.
_BUNDLE = """
import { buildSync } from "esbuild";
const entryPoints = process.argv.slice(2).map((name) => `src/${name}.ts`);
buildSync({ entryPoints, bundle: true, minify: true, format: "esm", outdir: "bundles" });
"""


def bundles(folder: Path, **options: Any) -> dict[str, bytes]:
    """A program that uses one channel, one that validates, one that uses none, and one written by
    hand."""
    files, _ = typescript(read_sources(ROOT / "schemas"), **options)
    programs = {"one": _ONE, "validating": _VALIDATING, "unused": _UNUSED, "by_hand": _BY_HAND}
    node.lay(folder, {**files, **{f"{name}.ts": text for name, text in programs.items()}})
    (folder / "bundle.mjs").write_text(_BUNDLE)
    node.run("bundle.mjs", *programs, cwd=folder).expect(0)
    return {name: (folder / "bundles" / f"{name}.js").read_bytes() for name in programs}


def test_one_channel_with_validation_is_small(tmp_path: Path) -> None:
    """At most 60 kB, 20 kB compressed, and no schema of another channel."""
    one = bundles(tmp_path)["one"]
    assert len(one) <= 60_000
    assert len(gzip.compress(one)) <= 20_000
    assert b"finished_at" in one
    assert b"agent_chat.yaml" not in one
    assert b"severity" not in one


def test_validation_makes_no_code_of_strings(tmp_path: Path) -> None:
    """What a browser loads validates where a policy forbids that, as this Node does."""
    bundles(tmp_path)
    ran = node.run("--disallow-code-generation-from-strings", "bundles/validating.js", cwd=tmp_path)
    assert ran.out == "0 2\nEvalError\n", ran.err


def test_channels_without_validation_are_hardly_anything(tmp_path: Path) -> None:
    """At most 2 kB more than a channel that is written by hand."""
    found = bundles(tmp_path, validate="none")
    assert len(found["one"]) <= len(found["by_hand"]) + 2_000


def test_what_is_not_used_is_not_there(tmp_path: Path) -> None:
    """An import that is not used costs what TypeBox's own costs, and without it nothing."""
    unused = bundles(tmp_path / "typebox")["unused"]
    assert len(unused) <= 15_000
    assert b"realtime-codegen" not in unused
    assert b"schemas:/" not in unused
    assert bundles(tmp_path / "none", validate="none")["unused"] == b"console.log(1);\n"
