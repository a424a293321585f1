"""Where `realtime-codegen init` cannot do its work it says why, and leaves nothing behind."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from realtime_codegen.cli import main
from realtime_codegen.disk import DiskProblem, create

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOBODY = 65534


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
def test_what_is_in_the_way_is_told_and_nothing_is_written(
    case: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One clear message, the exit status of its kind, and a folder as it was."""
    prepare, status, message = REFUSED[case]
    prepare(folder)
    before = tree(folder)
    assert main(["init"]) == status
    printed = capsys.readouterr()
    assert message in printed.err
    assert printed.err.startswith("realtime-codegen: ")
    assert printed.out == ""
    assert tree(folder) == before


def test_a_project_is_begun_at_its_root(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a folder of a project that is configured above, nothing is written."""
    assert main(["init"]) == 0
    (folder / "src").mkdir()
    monkeypatch.chdir(folder / "src")
    assert main(["init"]) == 2
    assert "run this there" in capsys.readouterr().err
    assert tree(folder / "src") == {}


def test_arguments_are_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`init` asks nothing and takes nothing."""
    with pytest.raises(SystemExit, match="2"):
        main(["init", "schemas"])
    assert "unrecognized arguments: schemas" in capsys.readouterr().err
    assert tree(folder) == {}


@pytest.fixture
def bound() -> Iterator[Path]:
    """A folder of a user whom permissions bind; root, whom they do not, becomes another."""
    place = Path(tempfile.mkdtemp())
    is_root = os.geteuid() == 0
    before = Path.cwd()
    if is_root:
        os.chown(place, NOBODY, NOBODY)
        os.seteuid(NOBODY)
    os.chdir(place)
    try:
        yield place
    finally:
        os.chdir(before)
        if is_root:
            os.seteuid(0)
        place.chmod(0o700)
        shutil.rmtree(place)


def test_a_pyproject_that_is_read_only_leaves_no_half(
    bound: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the section cannot be written, no other file is left either."""
    pyproject = bound / "pyproject.toml"
    pyproject.write_text("[project]\n")
    pyproject.chmod(0o444)
    assert main(["init"]) == 1
    message = "realtime-codegen: cannot write pyproject.toml: Permission denied\n"
    assert capsys.readouterr().err == message
    assert tree(bound) == {"pyproject.toml": b"[project]\n"}


def test_a_folder_that_is_read_only_is_named(
    bound: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where nothing can be written, the message says so."""
    bound.chmod(0o500)
    assert main(["init"]) == 1
    assert capsys.readouterr().err.startswith("realtime-codegen: cannot write ")
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
    done = subprocess.run(
        [sys.executable, "-c", LIMITED], cwd=folder, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("cannot write b: ")
    assert tree(folder) == {"b": b"o" * 60}
