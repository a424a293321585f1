"""What may stand in the user's cache folder: another version's, half a file, anything."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from ..support.commands import cli
from .kept import everything, hash_of, keep, kept, records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ..support.projects import Project

pytestmark = pytest.mark.slow


def test_a_record_names_no_file(known: Project, user_cache: Path) -> None:
    """No file is written or removed because a record names it, or does not."""
    before = everything(known.folder)
    for record in records(known, user_cache):
        generator, files, shared, learnt = json.loads(kept(record))
        packages = shared["python"]
        evil = {"evil.py": hash_of(b""), "../evil.py": hash_of(b""), "/tmp/evil.py": hash_of(b"")}
        for other in ({}, packages | evil, {"alerts.py": packages["__init__.py"]}):
            keep(record, json.dumps([generator, files, {"python": other}, learnt]))
            cli("schemas")
            assert everything(known.folder) == before
        moved = {f"../{path}": made for path, made in files.items()}
        for other in ({}, moved, files | moved):
            keep(record, json.dumps([generator, other, shared, learnt]))
            cli("schemas")
            assert everything(known.folder) == before


VALUES: list[Any] = [
    None,
    True,
    -1,
    1e308,
    10**30,
    "",
    "\0",
    "\ud800",
    "../x",
    [],
    {},
    [[]],
    {"": 0},
]


def test_a_record_of_anything_is_none(known: Project, user_cache: Path) -> None:
    """Whatever stands in the place of any part of a record, the output is right, without a word."""
    before = everything(known.folder)
    (record,) = records(known, user_cache)
    for number, changed in enumerate(_changed(json.loads(kept(record)))):
        keep(record, json.dumps(changed))
        if number % 4 == 0:
            (known.output / "alerts.py").unlink()
        cli("schemas")
        assert everything(known.folder) == before
    assert number > 100, "a record has fewer parts than it has"


def _changed(record: Any) -> Iterator[Any]:
    """The record with one part replaced: each part, by some of the values."""
    places = list(_places(record, ()))
    for number, place in enumerate(places):
        for value in VALUES[number % 5 :: 5]:
            copy = json.loads(json.dumps(record))
            node = copy
            for step in place[:-1]:
                node = node[step]
            node[place[-1]] = value
            yield copy


def _places(node: Any, place: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    if place:
        yield place
    if not isinstance(node, dict | list):
        return
    for step, part in node.items() if isinstance(node, dict) else enumerate(node):
        yield from _places(part, (*place, step))


def sparse(record: Path) -> None:
    with record.open("wb") as file:
        file.truncate(2**33)


def linked(record: Path) -> None:
    record.rename(record.with_name("elsewhere"))
    record.symlink_to("elsewhere")


def a_pipe(record: Path) -> None:
    record.unlink()
    os.mkfifo(record)


def a_folder(record: Path) -> None:
    record.unlink()
    record.mkdir()


def copied(record: Path) -> None:
    """As a checkout, an archive or a cache of CI brings one."""
    copy = record.with_name("copy")
    shutil.copy2(record, copy)
    copy.replace(record)


def halved(record: Path) -> None:
    record.write_bytes(record.read_bytes()[:-10])


REPLACEMENTS: dict[str, Callable[[Path], Any]] = {
    "100,000 levels": lambda record: keep(record, "[" * 100_000),
    "100,000 levels, closed": lambda record: keep(record, "[" * 100_000 + "]" * 100_000),
    "a number of 100,000 digits": lambda record: keep(record, "9" * 100_000),
    "nothing but a seal": lambda record: keep(record, ""),
    "no seal": lambda record: record.write_text(kept(record)),
    "another seal": lambda record: record.write_text(f"{hash_of(b'')}\n{kept(record)}"),
    "a copy": copied,
    "no UTF-8": lambda record: record.write_bytes(b"\xff\xfe"),
    "zeros": lambda record: record.write_bytes(bytes(1000)),
    "nothing": lambda record: record.write_bytes(b""),
    "half of it": halved,
    "eight gigabytes": sparse,
    "a link": linked,
    "a pipe": a_pipe,
    "a folder": a_folder,
    "what others may write": lambda record: record.chmod(0o666),
}


@pytest.mark.parametrize("name", REPLACEMENTS)
def test_what_is_no_record_of_ours_is_not_read(
    runs: list[int], known: Project, user_cache: Path, name: str
) -> None:
    """It costs the work of a whole run, and nothing else."""
    before = everything(known.folder)
    (record,) = records(known, user_cache)
    REPLACEMENTS[name](record)
    cli("schemas")
    assert runs == [3, 3]
    assert everything(known.folder) == before


def test_a_record_with_two_names_is_replaced(known: Project, user_cache: Path) -> None:
    """A hard link to a record keeps what it had."""
    (record,) = records(known, user_cache)
    other = user_cache.with_name("other")
    os.link(record, other)
    text = other.read_text()
    known.define("more.yaml", "$defs: {More: {type: string}}")
    cli("schemas")
    assert record.read_text() != text
    assert other.read_text() == text
