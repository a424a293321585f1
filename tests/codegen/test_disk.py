"""What may stand in the output folder before a run, and what stands in it afterwards."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from realtime_codegen.disk import DiskProblem, OutputFolder, read_sources, write

from ..support.outputs import MARK, compare

OURS = f"{MARK} from a.yaml. Edit that file, not this one.\n"


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "generated"


def bring(output: Path, files: dict[str, str]) -> None:
    write(compare(output, files))


def test_files_are_written_as_they_are_given(output: Path) -> None:
    """New files come with their folders, in UTF-8, with line feeds alone."""
    files = {"__init__.py": OURS, "chat/log.py": OURS + "é\n", "py.typed": ""}
    bring(output, files)
    assert (output / "chat" / "log.py").read_bytes() == (OURS + "é\n").encode()
    assert sorted(p.name for p in output.rglob("*")) == [
        "__init__.py",
        "chat",
        "log.py",
        "py.typed",
    ]


def test_unchanged_files_are_not_touched(output: Path) -> None:
    """A file that already holds its text keeps its time and its inode."""
    bring(output, {"a.py": OURS, "b.py": OURS})
    before = (output / "a.py").stat()
    changes = compare(output, {"a.py": OURS, "b.py": OURS + "x = 1\n"})
    assert list(changes.written) == ["b.py"]
    write(changes)
    after = (output / "a.py").stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)
    assert not compare(output, {"a.py": OURS, "b.py": OURS + "x = 1\n"})


def test_a_changed_file_is_another_file(output: Path) -> None:
    """A reader who has the old file open reads the old text to its end."""
    bring(output, {"a.py": OURS + "old\n"})
    with (output / "a.py").open() as reader:
        bring(output, {"a.py": OURS + "new\n"})
        assert reader.read() == OURS + "old\n"
    assert (output / "a.py").read_text() == OURS + "new\n"


def test_a_changed_file_keeps_its_mode(output: Path) -> None:
    """A file that others may write can be written by them after it was replaced."""
    bring(output, {"a.py": OURS})
    (output / "a.py").chmod(0o664)
    bring(output, {"a.py": OURS + "x = 1\n"})
    assert (output / "a.py").stat().st_mode & 0o777 == 0o664


def test_a_new_file_has_the_mode_that_the_process_gives(output: Path) -> None:
    """New files have the permissions of any other new file."""
    mask = os.umask(0o027)
    try:
        bring(output, {"a.py": OURS})
    finally:
        os.umask(mask)
    assert (output / "a.py").stat().st_mode & 0o777 == 0o640


def test_stale_modules_of_ours_are_removed(output: Path) -> None:
    """A module that no definition gives any more goes, with its compiled code and its folder."""
    bring(output, {"a.py": OURS, "chat/deep/b.py": OURS})
    cache = output / "chat" / "deep" / "__pycache__"
    cache.mkdir()
    (cache / "b.cpython-311.pyc").write_bytes(b"compiled")
    changes = compare(output, {"a.py": OURS})
    assert changes.removed == ("chat/deep/b.py",)
    write(changes)
    assert [path.name for path in output.rglob("*")] == ["a.py"]


def test_the_output_folder_itself_stays(output: Path) -> None:
    """Also an output folder that becomes empty is kept."""
    bring(output, {"a.py": OURS})
    bring(output, {})
    assert list(output.iterdir()) == []


@pytest.mark.parametrize(
    "path", ["person.py", "chat/person.py", "chat/notes.txt", "chat/.hidden", "data.json"]
)
def test_what_a_person_wrote_stays(output: Path, path: str) -> None:
    """Files that do not begin with our mark stay, and so do their folders."""
    bring(output, {"chat/b.py": OURS})
    (output / path).write_text("mine\n")
    bring(output, {"a.py": OURS})
    assert (output / path).read_text() == "mine\n"
    assert not (output / "chat" / "b.py").exists()


def test_a_file_of_a_person_is_not_overwritten(output: Path) -> None:
    """A module that would replace a person's file is refused, and nothing is written."""
    output.mkdir()
    (output / "b.py").write_text("mine = 1\n")
    with pytest.raises(DiskProblem, match=r"b\.py was not written by realtime-codegen; move it"):
        bring(output, {"a.py": OURS, "b.py": OURS})
    assert [path.name for path in output.iterdir()] == ["b.py"]


def test_an_empty_file_is_nobodys(output: Path) -> None:
    """An empty `__init__.py`, which editors make, gives way."""
    output.mkdir()
    (output / "__init__.py").write_text("\n")
    bring(output, {"__init__.py": OURS})
    assert (output / "__init__.py").read_text() == OURS


def test_another_output_inside_stays(output: Path) -> None:
    """A package with a `py.typed` of its own below the output folder is another run's output."""
    bring(output / "inner", {"a.py": OURS, "py.typed": ""})
    bring(output, {"b.py": OURS, "py.typed": ""})
    assert (output / "inner" / "a.py").read_text() == OURS


def test_hidden_folders_are_not_searched(output: Path) -> None:
    """What tools keep in hidden folders, such as `.venv`, is not ours to remove."""
    (output / ".venv").mkdir(parents=True)
    (output / ".venv" / "a.py").write_text(OURS)
    bring(output, {"b.py": OURS})
    assert (output / ".venv" / "a.py").exists()


def test_the_output_is_no_file(output: Path) -> None:
    """An output that is a file is told as such."""
    output.write_text("")
    with pytest.raises(DiskProblem, match="generated is a file; the output must be a folder"):
        compare(output, {"a.py": OURS})


@pytest.mark.parametrize("path", ["a.py", "chat"])
def test_a_folder_and_a_file_in_the_way_are_named(output: Path, path: str) -> None:
    """What stands where a module or its folder has to be is named, and nothing is written."""
    output.mkdir()
    if path == "a.py":
        (output / path).mkdir()
    else:
        (output / path).write_text("mine")
    with pytest.raises(DiskProblem, match=rf"cannot (read|write) .*generated/{path}"):
        bring(output, {"_first.py": OURS, "a.py": OURS, "chat/b.py": OURS})
    assert [found.name for found in output.rglob("*")] == [path]


@pytest.mark.parametrize("path", ["a.py", "py.typed", "chat/__init__.py"])
def test_what_may_never_end_is_not_read(output: Path, path: str) -> None:
    """A pipe where a module has to be is named; a run does not wait for who may write to it."""
    (output / "chat").mkdir(parents=True)
    os.mkfifo(output / path)
    files = {"a.py": OURS, "py.typed": "", "chat/__init__.py": OURS}
    with pytest.raises(
        DiskProblem, match=rf"cannot read .*generated/{path}: it is no regular file"
    ):
        bring(output, files)
    assert OutputFolder(output).contents(files) == {}
    assert [found.name for found in output.rglob("*") if not found.is_dir()] == [Path(path).name]


def test_a_pipe_beside_the_modules_is_left(output: Path) -> None:
    """What is no module of ours, nor in the way of one, is not opened."""
    output.mkdir()
    os.mkfifo(output / "pipe.py")
    bring(output, {"a.py": OURS})
    assert sorted(path.name for path in output.iterdir()) == ["a.py", "pipe.py"]


def test_the_other_name_of_a_module_keeps_its_text(output: Path, tmp_path: Path) -> None:
    """A hard link to a module has the old text after the module was replaced or removed."""
    bring(output, {"a.py": OURS + "old\n", "b.py": OURS + "old\n"})
    for name in ("a.py", "b.py"):
        os.link(output / name, tmp_path / name)
    bring(output, {"a.py": OURS + "new\n"})
    assert [(tmp_path / name).read_text() for name in ("a.py", "b.py")] == [OURS + "old\n"] * 2


def test_leftovers_of_a_killed_run_go(output: Path) -> None:
    """Staged files of a run that was killed are removed by the next, also when nothing changed."""
    bring(output, {"a.py": OURS, "chat/b.py": OURS})
    (output / ".a.py.realtime-codegen").write_text("half")
    (output / "chat" / ".gone.py.realtime-codegen").write_text("half")
    changes = compare(output, {"a.py": OURS, "chat/b.py": OURS})
    assert not changes
    write(changes)
    assert sorted(p.name for p in output.rglob("*")) == ["a.py", "b.py", "chat"]


def test_a_late_run_compares_again(output: Path) -> None:
    """A run whose turn comes after another's leaves its own output, all of it."""
    old = {"a.py": OURS, "b.py": OURS, "c.py": OURS}
    bring(output, old)
    first = compare(output, {"a.py": OURS + "1\n", "b.py": OURS, "d.py": OURS})
    files = {"a.py": OURS, "b.py": OURS + "2\n", "c.py": OURS}
    second = compare(output, files)
    write(first)
    write(second)
    assert not compare(output, files)


def test_a_late_run_sees_each_file_that_another_has_replaced(output: Path) -> None:
    """Also one whose size and time are those of the file that was there."""
    old = {"a.py": OURS, "b.py": OURS + "0\n"}
    bring(output, old)
    before = (output / "b.py").stat()
    late = compare(output, {**old, "a.py": OURS + "1\n"})
    bring(output, {**old, "b.py": OURS + "2\n"})
    os.utime(output / "b.py", ns=(before.st_atime_ns, before.st_mtime_ns))
    write(late)
    assert (output / "b.py").read_text() == OURS + "0\n"


# Definition files


def test_definition_files_are_found(tmp_path: Path) -> None:
    """YAML and JSON files of all folders are read, by their paths with slashes."""
    for path in ("b.yml", "a.yaml", "chat/c.json", "chat/readme.md", ".hidden/d.yaml", ".e.yaml"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(path)
    (tmp_path / "folder.yaml").mkdir()
    os.mkfifo(tmp_path / "pipe.yaml")
    found = {"a.yaml": b"a.yaml", "b.yml": b"b.yml", "chat/c.json": b"chat/c.json"}
    assert read_sources(tmp_path) == found


def test_a_package_of_definitions_is_read(tmp_path: Path) -> None:
    """Definition files may stand in a typed Python package."""
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "py.typed").touch()
    (tmp_path / "app" / "a.yaml").touch()
    assert list(read_sources(tmp_path)) == ["app/a.yaml"]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """A schemas folder that does not exist is no empty one."""
    with pytest.raises(DiskProblem, match=r"there is no folder .*nothing; name the folder"):
        read_sources(tmp_path / "nothing")


def test_file_names_are_text(tmp_path: Path) -> None:
    """A definition file whose name is not UTF-8 is refused, with a name that can be printed."""
    try:
        Path(os.fsdecode(bytes(tmp_path) + b"/\xff.yaml")).touch()
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    with pytest.raises(DiskProblem, match="is not UTF-8; rename the file") as caught:
        read_sources(tmp_path)
    assert str(caught.value).encode()
