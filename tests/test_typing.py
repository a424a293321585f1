"""The typing contract: each line of tests/typing is checked as it is marked, by every checker.

The files there are never run. `# error` at the end of a line says that every checker must refuse
that line; `# error: mypy pyright` that these must, and that the others must not. `# deprecated`
says in the same way that checkers must tell that something there is deprecated. Below a line stand
the errors that mypy has for it with our plugin, `# mypy says: Missing key "qty" ...`, a line for
each; UPDATE_GOLDEN=1 writes them.

Each checker runs once, and mypy again with the plugin, over a project like a user's: these files
beside `generated`, types found through the installed packages alone.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import pytest

from .support.checkers import CHECKERS, Checker, Complaint, read_mypy
from .support.files import ROOT
from .support.golden import compare
from .support.marked import disagreements, marked, statements, with_errors

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.slow

FILES = sorted((ROOT / "tests" / "typing").glob("*.py"))

# pyrefly knows a project's root by it, and pyright has no option for the rest.
PYPROJECT = """\
[project]
name = "of-a-user"
version = "1"
[tool.pyright]
reportDeprecated = "warning"
reportUnnecessaryComparison = "error"
"""

PLUGIN = Checker(
    CHECKERS["mypy"].command.format(python="{python}", cache="{cache}-of-plugin")
    + " --config-file plugin.ini",
    read_mypy,
)


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user's project: our files beside the generated package, which has one mistake more."""
    project = tmp_path_factory.mktemp("typing") / "project"
    generated = project / "generated"
    shutil.copytree(ROOT / "generated", generated, ignore=shutil.ignore_patterns("__pycache__"))
    header = (generated / "__init__.py").read_text().partition("\n")[0]
    (generated / "mistake.py").write_text(f'{header}\nnumber: int = "text"\n')
    for file in FILES:
        shutil.copy(file, project)
    (project / "pyproject.toml").write_text(PYPROJECT)
    (project / "plugin.ini").write_text("[mypy]\nplugins = realtime_runtime.mypy\n")
    return project


Complaints = dict[str, list[Complaint]]  # by file


class Checked(NamedTuple):
    checker: str
    complaints: Complaints


@pytest.fixture(scope="session")
def complaints_of(project: Path) -> Callable[[Checker], Complaints]:
    """What a checker says of the project; it runs once."""

    @cache
    def ran(checker: Checker) -> Complaints:
        complaints: Complaints = defaultdict(list)
        for complaint in checker.run(project):
            complaints[complaint.file].append(complaint)
        return complaints

    return ran


@pytest.fixture(scope="session", params=CHECKERS)
def checked(
    request: pytest.FixtureRequest, complaints_of: Callable[[Checker], Complaints]
) -> Checked:
    """What one checker says of the project."""
    return Checked(request.param, complaints_of(CHECKERS[request.param]))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_line_is_checked_as_it_is_marked(checked: Checked, file: Path) -> None:
    """A marked line is refused and every other is accepted."""
    complaints = checked.complaints.get(file.name, [])
    found = disagreements(checked.checker, file.read_text(), complaints)
    assert not found, "\n".join([f"{file.relative_to(ROOT)}:", *found])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_plugin_says_what_stands_below_a_line(
    complaints_of: Callable[[Checker], Complaints], file: Path
) -> None:
    """Each error that mypy has with our plugin is written below its own line, and no other is."""
    compare(file, with_errors(file.read_text(), complaints_of(PLUGIN).get(file.name, [])))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_plugin_changes_no_verdict(
    complaints_of: Callable[[Checker], Complaints], project: Path, file: Path
) -> None:
    """The statements that mypy refuses are the same with the plugin and without it."""
    source = (project / file.name).read_text()
    without, with_plugin = (
        statements(source, complaints_of(checker).get(file.name, []))
        for checker in (CHECKERS["mypy"], PLUGIN)
    )
    assert with_plugin == without


def test_generated_code_is_clean(checked: Checked) -> None:
    """No checker has an error or a warning for generated code, and each does look into it."""
    found = {
        file: complaints
        for file, complaints in checked.complaints.items()
        if file.startswith("generated/")
    }
    mistake = found.pop("generated/mistake.py", [])
    assert [complaint.line for complaint in mistake if complaint.is_error] == [2]
    assert found == {}


def test_every_file_says_what_it_shows() -> None:
    """The files are read as a specification: each opens with one sentence and marks something."""
    for file in FILES:
        first, *_ = file.read_text().splitlines()
        assert first.startswith('"""'), file.name
        assert first.endswith('."""'), file.name
        assert any(marked(file.read_text(), checker) for checker in CHECKERS), file.name
