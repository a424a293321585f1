"""What the system refuses is one clear line, and the last good output stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from realtime_codegen.disk import DiskProblem, read_sources, write

from ..support.commands import python
from ..support.files import unprivileged
from ..support.outputs import MARK, compare

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OLD = {"a.py": f"{MARK}\nold\n"}
NEW = {"a.py": f"{MARK}\nnew\n", "chat/b.py": f"{MARK}\nnew\n"}


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder of a user whom permissions bind."""
    with unprivileged() as place:
        yield place


def test_an_unreadable_definition_file_is_named(folder: Path) -> None:
    """A definition file without permission is an error, not a file less."""
    (folder / "a.yaml").touch(mode=0)
    with pytest.raises(DiskProblem, match=r"^cannot read .*/a\.yaml: Permission denied$"):
        read_sources(folder)


def test_an_unreadable_folder_of_definitions_is_named(folder: Path) -> None:
    """Definitions that cannot be listed are not taken for removed ones."""
    (folder / "chat").mkdir(mode=0)
    with pytest.raises(DiskProblem, match=r"^cannot read .*/chat: Permission denied$"):
        read_sources(folder)


@pytest.mark.parametrize("mode", [0, 0o400, 0o100])
def test_an_unreadable_schemas_folder_is_named(folder: Path, mode: int) -> None:
    """A schemas folder that cannot be listed or entered is an error."""
    schemas = folder / "schemas"
    schemas.mkdir()
    (schemas / "a.yaml").touch()
    schemas.chmod(mode)
    with pytest.raises(DiskProblem, match=r"^cannot read .*/schemas.*: Permission denied$"):
        read_sources(schemas)
    folder.chmod(0)
    with pytest.raises(DiskProblem, match=r"^cannot read .*/schemas: Permission denied$"):
        read_sources(schemas)


def test_an_unreadable_module_is_named(folder: Path) -> None:
    """A module of the output that cannot be compared is an error."""
    write(compare(folder, OLD))
    (folder / "a.py").chmod(0)
    with pytest.raises(DiskProblem, match=r"^cannot read .*/a\.py: Permission denied$"):
        compare(folder, NEW)


def test_a_read_only_output_folder_is_named(folder: Path) -> None:
    """Without permission to write nothing changes, and the message says where."""
    output = folder / "generated"
    write(compare(output, OLD))
    output.chmod(0o500)
    with pytest.raises(DiskProblem, match=r"^cannot write .*/generated/.*: Permission denied$"):
        write(compare(output, NEW))
    assert not compare(output, OLD)
    with pytest.raises(DiskProblem, match=r"^cannot write .*/generated/new: Permission denied$"):
        write(compare(output / "new", NEW))


def test_a_read_only_package_is_seen_before_anything_changes(folder: Path) -> None:
    """One folder that refuses keeps the others as they were."""
    write(compare(folder, OLD | {"chat/b.py": OLD["a.py"]}))
    (folder / "chat").chmod(0o500)
    with pytest.raises(DiskProblem, match=r"^cannot write .*/chat/.*: Permission denied$"):
        write(compare(folder, NEW))
    assert not compare(folder, OLD | {"chat/b.py": OLD["a.py"]})


FULL = """
import resource, sys
from pathlib import Path
from realtime_codegen.disk import DiskProblem, OutputFolder, compare, write
from realtime_codegen.targets.python import PythonTarget

resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
files = {path: text.encode() for path, text in eval(sys.argv[2]).items()}
try:
    write(compare(OutputFolder(Path(sys.argv[1])), files, PythonTarget.owned))
except DiskProblem as error:
    sys.exit(str(error))
"""


def test_a_full_disk_changes_nothing(tmp_path: Path) -> None:
    """When there is no room for one file, all others stay as they were, and nothing is left over.

    A limit on the size of files stands for the full disk: the system refuses the same call.
    """
    write(compare(tmp_path, OLD))
    large = NEW | {"chat/large/c.py": MARK + "x" * 5000}
    # `make coverage` would have no room for its own file.
    full = python(FULL, tmp_path, repr(large), status=1, COVERAGE_PROCESS_CONFIG="")
    assert full.err == f"cannot write {tmp_path}: File too large\n"
    assert [path.name for path in tmp_path.rglob("*")] == ["a.py"]
    assert not compare(tmp_path, OLD)
