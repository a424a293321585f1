"""The transport that docs/transports.md shows: what fails below it, and that a user can hold a
transport of their own to the contract."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from realtime_runtime import ConnectionFailed, PublishFailed, Realtime, TransportClosed

from ..support.commands import run
from ..support.files import ROOT
from ..support.pages import blocks_of
from ..transports.channels import one
from ..transports.factories import Journal

if TYPE_CHECKING:
    from pathlib import Path


def break_it(file: Path) -> None:
    """What an operator may do to a file that is in use."""
    with closing(sqlite3.connect(file)) as database:
        database.execute("DROP TABLE messages")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


def test_a_file_that_cannot_be_opened_is_a_failed_connection(tmp_path: Path) -> None:
    """A folder that is missing, a folder in place of a file, a file of something else."""
    other = tmp_path / "letter.txt"
    other.write_text("Dear database, " * 100)
    for path in (tmp_path / "none" / "journal.db", tmp_path, other):
        with pytest.raises(ConnectionFailed, match="the journal cannot be read: ") as failed:
            Journal(str(path))
        assert isinstance(failed.value.__cause__, sqlite3.Error)


async def test_what_breaks_under_a_reader_is_a_failed_connection(file: Path) -> None:
    """Entering and reading raise ConnectionFailed, publishing raises PublishFailed."""
    transport: Any = Journal(str(file))
    realtime = Realtime(transport)
    async with realtime.subscribe(one.word) as messages:
        await realtime.publish(one.word, "before")
        assert (await anext(messages)).data == "before"
        break_it(file)
        with pytest.raises(ConnectionFailed, match="no such table: messages"):
            await anext(messages)
        with pytest.raises(PublishFailed, match="no such table: messages"):
            await realtime.publish(one.word, "after")
        with pytest.raises(ConnectionFailed, match="no such table: messages"):
            async with realtime.subscribe(one.word, last=1):
                pass
    await realtime.aclose()


async def test_a_broken_journal_is_closed_all_the_same(file: Path) -> None:
    """What cannot be read any more does not keep the journal open."""
    transport: Any = Journal(str(file))
    realtime = Realtime(transport)
    async with realtime.subscribe(one.word) as messages:
        break_it(file)
        with pytest.raises(ConnectionFailed):
            await realtime.aclose()
        assert await anext(messages, None) is None
        with pytest.raises(TransportClosed):
            await realtime.publish(one.word, "late")
    await realtime.aclose()


@pytest.mark.slow
def test_a_user_runs_the_contract(tmp_path: Path) -> None:
    """The factory that the page shows, named as the page says, is what the tests run with."""
    for block in blocks_of(ROOT / "docs" / "transports.md"):
        if block.file.endswith(".py"):
            (tmp_path / block.file).write_text(block.text)
    done = run(
        "pytest",
        *(f"tests/transports/test_contract{part}.py" for part in ("", "_cursors")),
        *("-k", "last or order or history", "-vv"),
        *("-p", "no:cacheprovider"),
        cwd=ROOT,
        PYTHONPATH=str(tmp_path),
        TRANSPORT_WITH_HISTORY="contract:transport",
    )
    passed = re.findall(r"::(test_\w+)(?:\[(.+)\])? PASSED", done.out)
    assert ("test_order", "contract:transport") in passed, done.said
    assert ("test_the_last_messages", "contract:transport") in passed, done.said
    assert "of the page" not in done.out
