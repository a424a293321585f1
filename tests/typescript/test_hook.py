"""What the hook says to who writes without types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from realtime_codegen.disk import read_sources

from ..support import node
from ..support.files import ROOT
from ..support.typescript import typescript
from .test_pages import WEB

if TYPE_CHECKING:
    from pathlib import Path

_SCRIPT = """
import { pipelineChannel } from "./out/index.js";
import { useChannel } from "./out/react.js";
const channel = pipelineChannel({ run_id: "a" });
for (const given of [
  [pipelineChannel, ["status"], {}],
  [undefined, ["status"], {}],
  ["pipeline:a", ["status"], {}],
  [channel, "status", {}],
  [channel, ["status"]],
]) {
  try {
    useChannel(...given);
  } catch (error) {
    console.log(JSON.stringify(`${error.name}: ${error.message}`));
  }
}
"""


def test_other_arguments_are_refused(tmp_path: Path) -> None:
    """A factory that was not called has a name and topics, but it is no channel."""
    node.lay(tmp_path, typescript(read_sources(ROOT / "schemas"))[0])
    node.transpile(tmp_path)
    # The packages that have React.
    (tmp_path / "node_modules").unlink()
    (tmp_path / "node_modules").symlink_to(node.packages(WEB) / "node_modules")
    head = "TypeError: useChannel: expected"
    assert node.answers(tmp_path, _SCRIPT) == [
        f"{head} a channel, found a factory; call it with the channel's parameters, as in "
        "useChannel(factory({ id }), topics, options)",
        f"{head} a channel, found undefined",
        f"{head} a channel, found pipeline:a",
        f"{head} an array of topics, found status",
        f"{head} options with a token, such as {{ token: fetchToken }}, found undefined",
    ]
