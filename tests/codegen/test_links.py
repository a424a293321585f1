"""No path leads out of the schemas folder or out of the output folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from realtime_codegen.disk import DiskProblem, read_sources, write

from ..support.outputs import MARK, compare

if TYPE_CHECKING:
    from pathlib import Path

OURS = f"{MARK}\n"


@pytest.fixture
def schemas(tmp_path: Path) -> Path:
    folder = tmp_path / "schemas"
    folder.mkdir()
    return folder


@pytest.fixture
def output(tmp_path: Path) -> Path:
    folder = tmp_path / "generated"
    folder.mkdir()
    return folder


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "a.yaml").write_text("secret")
    (folder / "a.py").write_text(OURS)
    return folder


def test_a_linked_file_inside_is_read(schemas: Path) -> None:
    """A link to another file of the schemas folder is that file under another name."""
    (schemas / "a.yaml").write_text("a")
    (schemas / "b.yaml").symlink_to("a.yaml")
    assert read_sources(schemas) == {"a.yaml": b"a", "b.yaml": b"a"}


def test_a_linked_schemas_folder_is_read(schemas: Path, tmp_path: Path) -> None:
    """The schemas folder may be a link itself: the user named it."""
    (schemas / "a.yaml").write_text("a")
    (tmp_path / "link").symlink_to("schemas")
    assert list(read_sources(tmp_path / "link")) == ["a.yaml"]


def test_a_file_outside_is_refused(schemas: Path, outside: Path) -> None:
    """A link out of the schemas folder is not followed."""
    (schemas / "a.yaml").symlink_to(outside / "a.yaml")
    with pytest.raises(DiskProblem, match=r"a\.yaml is a link out of .*; put the file itself"):
        read_sources(schemas)


@pytest.mark.parametrize("target", ["../outside", "."])
def test_a_linked_folder_is_refused(schemas: Path, outside: Path, target: str) -> None:
    """A linked folder is neither followed nor left out in silence."""
    (schemas / "more").symlink_to(target)
    with pytest.raises(DiskProblem, match="more is a link to a folder; put the folder itself"):
        read_sources(schemas)


@pytest.mark.parametrize("target", ["nothing.yaml", "a.yaml"])
def test_a_link_to_nothing_is_named(schemas: Path, target: str) -> None:
    """A link that leads to no file or to itself is an error, not a file less."""
    (schemas / "a.yaml").symlink_to(target)
    with pytest.raises(DiskProblem, match=r"cannot read .*a\.yaml: "):
        read_sources(schemas)


def test_a_linked_module_is_not_written_through(output: Path, outside: Path) -> None:
    """A module that is a link is refused, and what it leads to stays as it is."""
    (output / "a.py").symlink_to(outside / "a.py")
    with pytest.raises(DiskProblem, match=r"a\.py leads out of .* through a link; remove the link"):
        compare(output, {"a.py": OURS + "x = 1\n"})
    assert (outside / "a.py").read_text() == OURS


@pytest.mark.parametrize("target", ["../outside", "chat"])
def test_a_linked_package_is_not_written_into(output: Path, outside: Path, target: str) -> None:
    """A package that is a link, outwards or in a circle, is refused."""
    (output / "chat").symlink_to(target)
    with pytest.raises(DiskProblem, match="chat"):
        write(compare(output, {"chat/a.py": OURS + "x = 1\n"}))
    assert (outside / "a.py").read_text() == OURS


def test_stale_links_are_left(output: Path, outside: Path) -> None:
    """What lies behind a link is never removed, nor is the link."""
    (output / "a.py").symlink_to(outside / "a.py")
    (output / "chat").symlink_to(outside)
    write(compare(output, {"b.py": OURS}))
    assert (output / "a.py").is_symlink()
    assert (outside / "a.py").read_text() == OURS


def test_a_link_in_the_place_of_a_staged_file_is_not_followed(output: Path, outside: Path) -> None:
    """A link with the name of a staged file is removed, not written through."""
    (output / ".b.py.realtime-codegen").symlink_to(outside / "a.py")
    write(compare(output, {"b.py": OURS + "x = 1\n"}))
    assert (outside / "a.py").read_text() == OURS
    assert (output / "b.py").read_text() == OURS + "x = 1\n"


def test_a_linked_output_folder_is_used(output: Path, tmp_path: Path) -> None:
    """The output folder may be a link itself: the user named it."""
    (tmp_path / "link").symlink_to("generated")
    write(compare(tmp_path / "link", {"chat/a.py": OURS}))
    assert (output / "chat" / "a.py").read_text() == OURS
