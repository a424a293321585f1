"""Where `realtime-codegen init` cannot do its work it says why, and leaves nothing behind."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from realtime_codegen.disk import DiskProblem, create

from ..support.commands import cli, python
from ..support.files import unprivileged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def tree(folder: Path) -> dict[str, bytes]:
    """Everything in a folder: folders too, and hidden files."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else b""
        for path in folder.rglob("*")
    }


def write(name: str, text: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_text(text)


REFUSED = {
    "pyproject.toml is no TOML": (write("pyproject.toml", "[tool"), 2, "is not TOML"),
    "pyproject.toml is no text": (
        lambda folder: (folder / "pyproject.toml").write_bytes(b"\xff"),
        2,
        "is not TOML",
    ),
    "pyproject.toml is a folder": (
        lambda folder: (folder / "pyproject.toml").mkdir(),
        2,
        "cannot read pyproject.toml",
    ),
    "the section cannot be appended": (
        write("pyproject.toml", "tool = {other = 1}\n"),
        2,
        "add it yourself",
    ),
    "the section is not right": (
        write("pyproject.toml", "[tool.realtime-codegen]\nschemes = 'a'\n"),
        2,
        'did you mean "schemas"?',
    ),
    "the section names no folder": (
        write("pyproject.toml", "[tool.realtime-codegen]\noutput = 'a'\n"),
        2,
        'add schemas = "schemas"',
    ),
    "schemas is a file": (write("schemas", ""), 1, "schemas is a file"),
    ".github is a file": (write(".github", ""), 1, "cannot write .github/workflows"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_in_the_way_is_told_and_nothing_is_written(case: str, folder: Path) -> None:
    """One clear message, the exit status of its kind, and a folder as it was."""
    prepare, status, message = REFUSED[case]
    prepare(folder)
    before = tree(folder)
    printed = cli("init", status=status)
    assert message in printed.err
    assert printed.err.startswith("realtime-codegen: ")
    assert printed.out == ""
    assert tree(folder) == before


def test_a_project_is_begun_at_its_root(folder: Path) -> None:
    """In a folder of a project that is configured above, nothing is written."""
    cli("init")
    (folder / "src").mkdir()
    assert "run this there" in cli("init", cwd=folder / "src", status=2).err
    assert tree(folder / "src") == {}


def test_arguments_are_refused(folder: Path) -> None:
    """`init` asks nothing and takes nothing."""
    assert "unrecognized arguments: schemas" in cli("init", "schemas", status=2).err
    assert tree(folder) == {}


@pytest.fixture
def bound() -> Iterator[Path]:
    """A folder of a user whom permissions bind."""
    with unprivileged() as place, contextlib.chdir(place):
        yield place


def test_a_pyproject_that_is_read_only_leaves_no_half(bound: Path) -> None:
    """Where the section cannot be written, no other file is left either."""
    pyproject = bound / "pyproject.toml"
    pyproject.write_text("[project]\n")
    pyproject.chmod(0o444)
    ran = cli("init", status=1)
    message = "realtime-codegen: cannot write pyproject.toml: Permission denied\n"
    assert ran.err == message
    assert tree(bound) == {"pyproject.toml": b"[project]\n"}


def test_a_folder_that_is_read_only_is_named(bound: Path) -> None:
    """Where nothing can be written, the message says so."""
    bound.chmod(0o500)
    assert cli("init", status=1).err.startswith("realtime-codegen: cannot write ")
    assert tree(bound) == {}


def test_a_file_that_comes_in_between_is_not_replaced(folder: Path) -> None:
    """A name that is taken when the files get theirs is an error, and all new files go again."""
    (folder / "b").write_text("other")
    with pytest.raises(DiskProblem, match=r"cannot write b: File exists"):
        create({Path("new/a"): "a", Path("b"): "b"}, {})
    assert tree(folder) == {"b": b"other"}


def test_what_a_killed_run_left_is_no_obstacle(folder: Path) -> None:
    """A staged file that nobody finished is replaced."""
    (folder / ".a.realtime-codegen").write_text("ha")
    create({Path("a"): "all"}, {})
    assert tree(folder) == {"a": b"all"}


LIMITED = """
import resource, signal, sys
from pathlib import Path
from realtime_codegen.disk import create, DiskProblem
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
try:
    create({Path("new/a"): "a" * 50}, {Path("b"): "b" * 60})
except DiskProblem as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits for files")
def test_a_disk_that_is_full_halfway_leaves_the_file_as_it_was(folder: Path) -> None:
    """A text that does not fit at a file's end is taken back, and the new files with it."""
    (folder / "b").write_text("o" * 60)
    # `make coverage` would have no room for its own file.
    said = python(LIMITED, COVERAGE_PROCESS_CONFIG="").out
    assert said.startswith("cannot write b: ")
    assert tree(folder) == {"b": b"o" * 60}
