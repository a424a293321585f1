"""What type checkers see of the runtime: every public name has a complete, written type."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from ..support.commands import BIN, run

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


def test_every_public_name_has_a_type(tmp_path: Path) -> None:
    """No type is unknown, and none is left for each checker to infer in its own way."""
    done = run(
        "pyright",
        *("--verifytypes", "realtime_runtime", "--ignoreexternal", "--outputjson"),
        status=None,
        cwd=tmp_path,
        PATH=f"{BIN}{os.pathsep}{os.environ['PATH']}",  # pyright asks the first Python there
    )
    completeness = json.loads(done.out)["typeCompleteness"]
    causes = [
        f"{symbol['name']}: {problem['message']}"
        for symbol in completeness["symbols"]
        for problem in symbol["diagnostics"]
        if symbol["isExported"]
        and symbol["isTypeAmbiguous"] | (not symbol["isTypeKnown"])
        and "artially unknown" not in problem["message"]  # because of another one
    ]
    assert completeness["completenessScore"] == 1, "\n".join(causes)
    assert completeness["exportedSymbolCounts"]["withKnownType"] > 500
