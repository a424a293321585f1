"""Generated code is clean for tsc at its strictest, and refuses wrong uses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from realtime_codegen.disk import read_sources

from ..support import node
from ..support.files import ROOT
from ..support.typescript import typescript
from .odd import ODD
from .test_golden import CASES
from .uses import RIGHT, RIGHT_OTHERS, WAYS, WRONG, WRONG_OTHERS, uses

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

# What only an argument of a generated function is refused for.
ACCEPTED_BY_THE_SDK = {"an excess key"}


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A program with the outputs of `schemas/`, of every golden case and of odd definitions, each
    in a folder of its own, and with what users write."""
    folder = tmp_path_factory.mktemp("program")
    # One of them gives Inngest's types their meaning for all.
    outputs = {"schemas": typescript(read_sources(ROOT / "schemas"))[0]}
    for case in CASES:
        outputs[f"cases/{case.name}"], _ = typescript(read_sources(case / "schemas"), augment=False)
    outputs["odd"], _ = typescript(ODD, augment=False)
    outputs["unvalidated"], _ = typescript(ODD, augment=False, validate="none")
    files = {
        f"{name}/{path}": text for name, made in outputs.items() for path, text in made.items()
    }
    node.lay(folder, {**files, "uses.ts": uses()[0]})
    return folder


@pytest.fixture(scope="module")
def complaints(program: Path) -> list[str]:
    return node.complaints(program)


def test_generated_code_is_clean(complaints: list[str]) -> None:
    """tsc says nothing of it."""
    assert [one for one in complaints if not one.startswith("src/uses.ts")] == []


def test_generated_code_can_be_formatted_no_better(program: Path) -> None:
    """Prettier finds nothing to format."""
    prettier = "node_modules/prettier/bin/prettier.cjs"
    ran = node.run(prettier, "--list-different", "src", "!src/uses.ts", "!src/odd", cwd=program)
    assert ran.said.split() == []


@pytest.fixture(scope="module")
def refused(complaints: list[str]) -> set[tuple[str, str]]:
    """The way and the name of each use that tsc refuses."""
    _, of_line = uses()
    lines = (re.match(r"src/uses\.ts\((\d+),", one) for one in complaints)
    found = {of_line.get(int(line[1]), ("", f"line {line[1]}")) for line in lines if line}
    assert found, "tsc ran without a word"
    return found


@pytest.mark.parametrize("way", WAYS)
def test_right_data_is_published(way: str, refused: set[tuple[str, str]]) -> None:
    """No right use is refused."""
    assert [name for name in RIGHT if (way, name) in refused] == []


@pytest.mark.parametrize("way", WAYS)
def test_wrong_data_is_refused(way: str, refused: set[tuple[str, str]]) -> None:
    """Generated functions refuse all wrong uses, the SDK's own all but one."""
    assert len(WRONG) == 21
    accepted = {name for name in WRONG if (way, name) not in refused}
    assert accepted == (ACCEPTED_BY_THE_SDK if way.startswith("the ") else set())


def test_other_uses(refused: set[tuple[str, str]]) -> None:
    """Parameters, topics and the hook are typed."""
    others = {name for way, name in refused if not way}
    assert others == WRONG_OTHERS.keys()
    assert others.isdisjoint(RIGHT_OTHERS)
