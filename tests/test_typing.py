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

import ast
import re
import shutil
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import pytest

from .support.checkers import CHECKERS, Checker, Complaint, read_mypy
from .support.files import ROOT
from .support.golden import compare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
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
_SAYS = "# mypy says: "  # a line that begins with "# mypy: " is configuration
_MARKER = re.compile(r"# (?P<word>error|deprecated)(?:: (?P<checkers>[^#]+))?$")


def marked(source: str, checker: str, word: str = "error") -> set[int]:
    """The lines that this checker must refuse, or call deprecated."""
    lines = set()
    for number, line in enumerate(source.splitlines(), start=1):
        if (marker := _MARKER.search(line)) and marker["word"] == word:
            checkers = (marker["checkers"] or " ".join(CHECKERS)).split()
            if unknown := set(checkers) - CHECKERS.keys():
                raise ValueError(f"line {number}: no such checker: {', '.join(sorted(unknown))}")
            if checker in checkers:
                lines.add(number)
    return lines


def disagreements(checker: str, source: str, complaints: Iterable[Complaint]) -> list[str]:
    """Where the checker refuses a line that is not marked, or accepts one that is; and where it
    calls the wrong lines deprecated."""
    complaints = list(complaints)
    lines = source.splitlines()
    expected = marked(source, checker)
    refused: dict[int, list[str]] = defaultdict(list)
    for complaint in complaints:
        if complaint.is_error:
            refused[complaint.line].append(complaint.text)
    accepted = [
        f"line {number} must be refused, but is accepted: {lines[number - 1].strip()}"
        for number in sorted(expected - refused.keys())
    ]
    unmarked = [
        "\n    ".join(
            [f"line {number} must be accepted, but is refused: {lines[number - 1].strip()}"]
            + [f"{checker}: {text}" for text in refused[number]]
        )
        for number in sorted(refused.keys() - expected)
    ]
    told = {complaint.line for complaint in complaints if complaint.is_deprecation}
    deprecated = marked(source, checker, "deprecated")
    return [
        *accepted,
        *unmarked,
        *(
            f"line {number} must {'not ' * (number in told)}be called deprecated:"
            f" {lines[number - 1].strip()}"
            for number in sorted(told ^ deprecated)
        ),
    ]


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


def with_errors(source: str, complaints: Iterable[Complaint]) -> str:
    """The source with the errors of each line below it, in place of those that were there."""
    errors: dict[int, list[str]] = defaultdict(list)
    for complaint in complaints:
        if complaint.is_error:
            errors[complaint.line].append(complaint.text)
    lines = []
    for number, line in enumerate(source.splitlines(), start=1):
        if not line.lstrip().startswith(_SAYS):
            indent = line[: len(line) - len(line.lstrip())]
            lines += [line, *(f"{indent}{_SAYS}{text}" for text in errors[number])]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_plugin_says_what_stands_below_a_line(
    complaints_of: Callable[[Checker], Complaints], file: Path
) -> None:
    """Each error that mypy has with our plugin is written below its own line, and no other is."""
    compare(file, with_errors(file.read_text(), complaints_of(PLUGIN).get(file.name, [])))


def statements(source: str, complaints: Iterable[Complaint]) -> set[int]:
    """The first lines of the statements that are refused: each the smallest around an error."""
    spans = sorted(
        (node.end_lineno - node.lineno, node.lineno, node.end_lineno)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.stmt) and node.end_lineno is not None
    )
    refused = {complaint.line for complaint in complaints if complaint.is_error}
    return {next(first for _, first, last in spans if first <= n <= last) for n in refused}


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


SOURCE = """\
right()
wrong()  # error
wrong_for_two()  # error: mypy ty
"""


def test_an_error_without_a_marker_is_a_disagreement() -> None:
    """A refused line that is not marked is reported, with all that the checker says of it."""
    complaints = [
        Complaint("file.py", 1, "no such function"),
        Complaint("file.py", 1, "no such argument"),
        Complaint("file.py", 2, "wrong"),
    ]
    assert disagreements("pyright", SOURCE, complaints) == [
        "line 1 must be accepted, but is refused: right()\n"
        "    pyright: no such function\n"
        "    pyright: no such argument"
    ]


def test_a_marker_without_an_error_is_a_disagreement() -> None:
    """A marked line that is accepted is reported; a warning does not refuse it."""
    complaints = [Complaint("file.py", 3, "unused", is_error=False)]
    assert disagreements("mypy", SOURCE, complaints) == [
        "line 2 must be refused, but is accepted: wrong()  # error",
        "line 3 must be refused, but is accepted: wrong_for_two()  # error: mypy ty",
    ]


def test_what_is_deprecated_is_no_error_and_is_told() -> None:
    """A line that is called deprecated must be marked so, and one that is marked be called so."""
    source = "old()  # deprecated\nolder()  # deprecated: ty\nnew()\n"
    told = [Complaint("file.py", n, "old", is_error=False, is_deprecation=True) for n in (2, 3)]
    assert disagreements("mypy", source, told) == [
        "line 1 must be called deprecated: old()  # deprecated",
        "line 2 must not be called deprecated: older()  # deprecated: ty",
        "line 3 must not be called deprecated: new()",
    ]


def test_the_errors_of_a_line_stand_below_it() -> None:
    """Each error has a line of its own, and one that is no more, or is another's, goes."""
    source = "def f():\n    right()\n    # mypy says: old\n    wrong()  # error\n"
    told = [
        Complaint("f", 4, "no"),
        Complaint("f", 4, "at all"),
        Complaint("f", 2, "a note", is_error=False),
    ]
    says = "    # mypy says: no\n    # mypy says: at all\n"
    assert with_errors(source, told) == "def f():\n    right()\n    wrong()  # error\n" + says


def test_a_verdict_is_of_the_smallest_statement() -> None:
    """An error within a call of several lines refuses the call; one in a body, not its function."""
    source = "def f():\n    right()\n    wrong(\n        1,\n    )\n"
    assert statements(source, [Complaint("f", 4, "no")]) == {3}
    assert statements(
        source, [Complaint("f", 1, "no"), Complaint("f", 2, "no", is_error=False)]
    ) == {1}


def test_both_disagreements_are_reported_together() -> None:
    """One report lists what is accepted by mistake and what is refused by mistake."""
    found = disagreements("ty", SOURCE, [Complaint("file.py", 1, "no"), Complaint("f", 2, "no")])
    assert [text.partition(":")[0] for text in found] == [
        "line 3 must be refused, but is accepted",
        "line 1 must be accepted, but is refused",
    ]


def test_a_marker_may_name_its_checkers() -> None:
    """A checker that a marker does not name must accept the line."""
    assert {checker: marked(SOURCE, checker) for checker in CHECKERS} == {
        "mypy": {2, 3},
        "pyright": {2},
        "ty": {2, 3},
        "pyrefly": {2},
    }


def test_a_marker_names_no_unknown_checker() -> None:
    """A misspelt checker would silently expect nothing."""
    with pytest.raises(ValueError, match="line 1: no such checker: mypi"):
        marked("wrong()  # error: mypi\n", "mypy")


def test_every_file_says_what_it_shows() -> None:
    """The files are read as a specification: each opens with one sentence and marks something."""
    for file in FILES:
        first, *_ = file.read_text().splitlines()
        assert first.startswith('"""'), file.name
        assert first.endswith('."""'), file.name
        assert any(marked(file.read_text(), checker) for checker in CHECKERS), file.name
