"""Golden cases: what `breaking` says of two versions, byte for byte.

A case is a folder `tests/breaking/cases/<name>/` with `before/` and `after/`, and `stderr.txt`,
where anything is printed. A `pyproject.toml` holds accepted exceptions. The exit status is 1 when
anything but warnings is printed. `UPDATE_GOLDEN=1` writes the expectations anew.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from realtime_codegen.breaking import CODES

from ..support import golden

CASES = sorted(path.parent for path in (Path(__file__).parent / "cases").glob("*/before"))
PRINTED = re.compile(r"^\S+:\d+:\d+: (warning: )?([a-z0-9-]+): ", re.MULTILINE)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_prints_what_is_expected(case: Path, tmp_path: Path) -> None:
    """Findings, their places in both versions, and the exit status are those of the case."""
    ran = golden.run(case, tmp_path, "breaking", "after", "--against", "before")
    has_errors = any(not warning for warning, _ in PRINTED.findall(ran.err))
    assert ran.status == int(has_errors)
    assert bool(ran.out) == (not has_errors)


def test_every_code_has_a_case() -> None:
    """Each code is printed by a case, and a case that is named by a code prints it."""
    printed = {
        case.name: {code for _, code in PRINTED.findall(golden.said(case))} for case in CASES
    }
    assert set(CODES) == set.union(*printed.values()) & set(CODES)
    for name, codes in printed.items():
        assert name not in CODES or name in codes, name
