"""What TypeScript gives for the golden cases: byte for byte, clean for tsc, and as Prettier has it.

`golden/<case>/` holds the modules of the case `tests/golden/output/<case>`; the files that all
outputs share are in `golden/shared/`. `UPDATE_GOLDEN=1` writes them anew.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from realtime_codegen.disk import read_sources

from ..support import golden, node
from ..support.files import ROOT
from ..support.typescript import SHARED, typescript

HERE = Path(__file__).parent
REFUSED = {"patterns"}  # JavaScript runs one of its patterns in no other form
CASES = sorted(
    path.parent
    for path in (ROOT / "tests" / "golden" / "output").glob("*/schemas")
    if path.parent.name not in REFUSED
)
OPTIONS = {
    "as-they-are": {},
    "without-anything": {"validate": "none", "react": False, "augment": False, "extension": ""},
}


def modules_of(case: Path) -> dict[str, str]:
    files, problems = typescript(read_sources(case / "schemas"))
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


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A program with the output for `schemas/` and for every case, each in a folder of its own."""
    folder = tmp_path_factory.mktemp("program")
    # One of them gives Inngest's types their meaning for all.
    outputs = {"schemas": typescript(read_sources(ROOT / "schemas"))[0]}
    for case in CASES:
        outputs[case.name], _ = typescript(read_sources(case / "schemas"), augment=False)
    files = {f"{n}/{path}": text for n, made in outputs.items() for path, text in made.items()}
    node.lay(folder, files)
    return folder


@pytest.mark.slow
def test_expected_output_is_clean_for_tsc(program: Path) -> None:
    """tsc, at its strictest, says nothing of generated code."""
    assert node.complaints(program) == []


@pytest.mark.slow
def test_expected_output_can_be_formatted_no_better(program: Path) -> None:
    """Prettier finds nothing to format."""
    prettier = "node_modules/prettier/bin/prettier.cjs"
    assert node.node(prettier, "--list-different", "src", cwd=program).said.split() == []
