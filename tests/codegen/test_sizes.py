"""Memory grows with the definitions, and no faster."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ..support.commands import python
from ..support.projects import ALERTS

if TYPE_CHECKING:
    from ..support.projects import Project

pytestmark = pytest.mark.slow

PEAK = """
import resource, sys
from realtime_codegen.cli import main
assert main(["schemas", "--check"]) == 1
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def peak() -> int:
    """In kilobytes, of a run in a process of its own."""
    ran = python(PEAK)
    return int(ran.out.split()[-1])


def test_memory_is_linear_in_the_number_of_files(project: Project) -> None:
    """Twenty thousand small files fit into a gigabyte: each takes less than 50 kB, the last too."""
    pytest.importorskip("resource")
    peaks = []
    for first, last in ((0, 500), (500, 3000)):
        for number in range(first, last):
            project.define(f"file_{number}.yaml", ALERTS.replace("alerts", f"alerts_{number}"))
        peaks.append(peak())
    few, many = peaks
    assert (many - few) / 2500 < 50
