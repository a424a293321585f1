"""What TypeScript gives for the golden cases, byte for byte. `test_tsc.py` compiles it.

`golden/<case>/` holds the modules of the case `tests/golden/output/<case>`; the files that all
outputs share are in `golden/shared/`. `UPDATE_GOLDEN=1` writes them anew.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from realtime_codegen.disk import ProjectFiles, read_sources

from ..support import golden
from ..support.files import ROOT
from ..support.typescript import SHARED, typescript

HERE = Path(__file__).parent
# JavaScript runs one of their patterns in no other form, or has no metaschema.
REFUSED = {"patterns", "metaschema"}
CASES = sorted(
    path.parent
    for path in (ROOT / "tests" / "golden" / "output").glob("*/schemas")
    if path.parent.name not in REFUSED
)
OPTIONS: dict[str, dict[str, Any]] = {
    "as-they-are": {},
    "without-anything": {"validate": "none", "react": False, "augment": False, "extension": ""},
}


def modules_of(case: Path) -> dict[str, str]:
    schemas = case / "schemas"
    files, problems = typescript(read_sources(schemas), ProjectFiles(schemas))
    assert not [problem for problem in problems if problem.is_error], problems
    return {path: text for path, text in files.items() if path not in SHARED}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_gives_the_expected_modules(case: Path) -> None:
    """Each definition file gives a module of its name."""
    files = {path: text.encode() for path, text in modules_of(case).items()}
    golden.compare_folder(HERE / "golden" / case.name, files)


@pytest.mark.parametrize("name", OPTIONS)
def test_all_modules_share_the_expected_files(name: str) -> None:
    """The index, what all modules share and the hook are as the options say."""
    files, _ = typescript(read_sources(ROOT / "schemas"), **OPTIONS[name])
    shared = {path: text.encode() for path, text in files.items() if path in SHARED}
    golden.compare_folder(HERE / "golden" / "shared" / name, shared)
