"""Generated code is clean for three versions of tsc at their strictest, with the oldest and the
newest SDK of Inngest's; it refuses wrong uses; and its types agree with Python's and the schema.

Where types and schema differ is listed in `suite/`; `UPDATE_GOLDEN=1` writes the lists anew.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from realtime_codegen.disk import read_sources

from ..conformance.cases import groups
from ..support import golden, node
from ..support.files import ROOT, write
from ..support.typescript import typescript
from .odd import ODD
from .official import (
    Suite,
    differing,
    refused_by_mypy,
    refused_literals,
    suite,
    typescript_literals,
)
from .test_golden import CASES
from .test_suite import LISTS
from .uses import RIGHT, RIGHT_OTHERS, WAYS, WRONG, WRONG_OTHERS, uses

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

pytestmark = pytest.mark.slow

# What only an argument of a generated function is refused for.
ACCEPTED_BY_THE_SDK = {"an excess key"}
_WRITTEN = ("/uses.ts(", "/literals.ts(", "/control.ts(", "/wrong.d.ts(")
# What each of the compiler's options is there for, with what it says of it.
_CONTROL = {
    "control.ts": """
import { Publish } from "./newest/schemas/_realtime.js"; // TS1484: verbatimModuleSyntax
export const loose: Publish = null; // TS2322: strict
export const absent: { a?: string } = { a: undefined }; // TS2375: exactOptionalPropertyTypes
export const inferred = Math.random().toFixed(); // TS9010: isolatedDeclarations
""",
    "wrong.d.ts": """
export declare const missing: Missing; // TS2304: skipLibCheck
""",
}


@pytest.fixture(scope="module")
def official() -> Suite:
    return suite(groups())


@pytest.fixture(scope="module")
def program(official: Suite, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A program with the outputs of `schemas/`, of every golden case, of odd definitions and of the
    official suite, each in a folder of its own, and with what users write: all of it once with each
    SDK."""
    folder = tmp_path_factory.mktemp("program")
    # One of them gives Inngest's types their meaning for all.
    outputs = {"schemas": typescript(read_sources(ROOT / "schemas"))[0]}
    for case in CASES:
        outputs[f"cases/{case.name}"], _ = typescript(read_sources(case / "schemas"), augment=False)
    outputs["odd"], _ = typescript(ODD, augment=False)
    outputs["unvalidated"], _ = typescript(ODD, augment=False, validate="none")
    outputs["suite"] = official.typescript
    files = {
        f"{name}/{path}": text for name, made in outputs.items() for path, text in made.items()
    }
    files["uses.ts"] = uses()[0]
    node.lay(
        folder, {f"{sdk}/{path}": text for sdk in node.INNGEST for path, text in files.items()}
    )
    for sdk, package in node.INNGEST.items():
        node.replace(folder / "src" / sdk, "inngest", package)
    literals = typescript_literals(official.payloads)
    write({"src/newest/suite/literals.ts": literals}, folder)
    write({f"src/{path}": text for path, text in _CONTROL.items()}, folder)
    return folder


@pytest.fixture(scope="module", params=node.COMPILERS)
def complaints(program: Path, request: pytest.FixtureRequest) -> list[str]:
    return node.complaints(program, node.COMPILERS[request.param])


def test_versions_are_those_that_are_meant() -> None:
    """The lock file pins the versions by which they are called here."""
    found = {name: node.version(package) for name, package in node.COMPILERS.items()}
    assert all(version.startswith(f"{name}.") for name, version in found.items()), found
    assert node.version(node.INNGEST["4.1.0"]) == "4.1.0"


def test_each_sdk_is_its_own(program: Path) -> None:
    """A program finds the version that its folder has."""
    script = "console.log(JSON.stringify(import.meta.resolve('inngest')))"
    for sdk, package in node.INNGEST.items():
        (found,) = node.answers(program / "src" / sdk, script)
        assert f"/node_modules/{package}/" in found


def test_tsc_is_at_its_strictest(complaints: list[str]) -> None:
    """Each option of the program finds what it is there for."""
    found = {
        (one.partition("(")[0].removeprefix("src/"), code)
        for one in complaints
        for code in re.findall(r" error (TS\d+)", one)
        if one.startswith(("src/control.ts", "src/wrong.d.ts"))
    }
    assert found == {
        (path, code) for path, text in _CONTROL.items() for code in re.findall(r"TS\d+", text)
    }


def test_generated_code_is_clean(complaints: list[str]) -> None:
    """tsc says nothing of it."""
    assert [one for one in complaints if not any(name in one for name in _WRITTEN)] == []


def test_generated_code_can_be_formatted_no_better(program: Path) -> None:
    """Prettier finds nothing to format."""
    prettier = "node_modules/prettier/bin/prettier.cjs"
    folders = ("schemas", "cases", "unvalidated", "suite/m*.ts")
    patterns = (f"src/newest/{name}" for name in folders)
    assert node.run(prettier, "--list-different", *patterns, cwd=program).said.split() == []


@pytest.fixture(scope="module")
def refused(complaints: list[str]) -> set[tuple[str, str, str]]:
    """The SDK, the way and the name of each use that tsc refuses."""
    _, of_line = uses()
    places = (re.match(r"src/([^/]+)/uses\.ts\((\d+),", one) for one in complaints)
    found = {
        (place[1], *of_line.get(int(place[2]), ("", f"line {place[2]}")))
        for place in places
        if place
    }
    assert found, "tsc ran without a word"
    return found


@pytest.mark.parametrize("sdk", node.INNGEST)
@pytest.mark.parametrize("way", WAYS)
def test_right_data_is_published(way: str, sdk: str, refused: set[tuple[str, str, str]]) -> None:
    """No right use is refused."""
    assert [name for name in RIGHT if (sdk, way, name) in refused] == []


@pytest.mark.parametrize("sdk", node.INNGEST)
@pytest.mark.parametrize("way", WAYS)
def test_wrong_data_is_refused(way: str, sdk: str, refused: set[tuple[str, str, str]]) -> None:
    """Generated functions refuse all wrong uses, the SDK's own all but one."""
    assert len(WRONG) == 21
    accepted = {name for name in WRONG if (sdk, way, name) not in refused}
    assert accepted == (ACCEPTED_BY_THE_SDK if way.startswith("the ") else set())


@pytest.mark.parametrize("sdk", node.INNGEST)
def test_other_uses(sdk: str, refused: set[tuple[str, str, str]]) -> None:
    """Parameters, topics and the hook are typed."""
    others = {name for of, way, name in refused if of == sdk and not way}
    assert others == WRONG_OTHERS.keys()
    assert others.isdisjoint(RIGHT_OTHERS)


@pytest.fixture(scope="module")
def accepted(official: Suite, tmp_path_factory: pytest.TempPathFactory) -> Sequence[bool]:
    return official.accepted(tmp_path_factory.mktemp("accepted"))


@pytest.fixture(scope="module")
def refused_in_python(official: Suite, tmp_path_factory: pytest.TempPathFactory) -> set[int]:
    return refused_by_mypy(official, tmp_path_factory.mktemp("mypy") / "project")


def test_types_and_schemas_agree(
    official: Suite, complaints: list[str], accepted: Sequence[bool], refused_in_python: set[int]
) -> None:
    """Of the official suite's payloads as literals tsc, mypy and the schema say the same, but for
    what is listed."""
    refused = {"tsc": refused_literals(complaints), "mypy": refused_in_python}
    valid, invalid = differing(official.payloads, accepted, refused)
    golden.compare(LISTS / "valid-but-refused.txt", valid)
    golden.compare(LISTS / "invalid-but-accepted.txt", invalid)
