"""Every code is explained, and every explanation is true."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from realtime_codegen import breaking, codes, wording
from realtime_codegen.breaking import wording as changes
from realtime_codegen.lints import lint
from realtime_codegen.targets.python import wording as python
from realtime_codegen.targets.typescript import wording as typescript_wording

from ..support import golden
from ..support.commands import cli
from ..support.files import ROOT
from ..support.generating import generate, understand
from ..support.typescript import typescript

if TYPE_CHECKING:
    from collections.abc import Iterator

    from realtime_codegen.diagnostics import Diagnostic

PACKAGE = Path(codes.__file__).parent
DOCS = ROOT / "docs"
EXPLANATIONS = codes.explanations()
# What cannot stand on a page: bytes, very many brackets, and what is wrong with the output alone.
WITHOUT_EXAMPLE = {"not-utf-8", "too-deep", "out-of-date", "unbound-name", "unused-exception"}
WITHOUT_EXAMPLE |= {"unknown-code"}  # of comments


TABLES = (wording.TEXTS, changes.TEXTS, python.TEXTS, typescript_wording.TEXTS)


def nodes() -> Iterator[ast.AST]:
    """The generator's source, without its tables of texts."""
    for file in PACKAGE.rglob("*.py"):
        if file.name != "wording.py":
            yield from ast.walk(ast.parse(file.read_text(encoding="utf-8")))


def codes_with_their_text() -> set[str]:
    """The codes of the problems that are told where they are found, and not in a table."""
    calls = (node for node in nodes() if isinstance(node, ast.Call) and node.args)
    return {
        str(call.args[0].value)
        for call in calls
        if ast.unparse(call.func).split(".")[-1] in ("Diagnostic", "_problem")
        and isinstance(call.args[0], ast.Constant)
    }


def test_every_code_is_explained() -> None:
    """The codes that the generator reports are those that codes.md explains."""
    in_tables = {code for table in TABLES for code in table.codes}
    found = {code for code in codes_with_their_text() if "/" not in code}
    assert found | in_tables == set(EXPLANATIONS)


def test_warnings_are_told_apart_from_errors() -> None:
    """The codes that can be ignored are those of the messages that are warnings."""
    texts = (item for table in TABLES for item in table.items())
    assert {key.partition("/")[0] for key, text in texts if text.severity == "warning"} == (
        codes.WARNINGS
    )


def test_every_text_is_told_somewhere() -> None:
    """The tables have no text that no stage finds."""
    strings = {node.value for node in nodes() if isinstance(node, ast.Constant)}
    assert [key for table in TABLES for key in table if key not in strings] == []


@pytest.mark.parametrize("code", sorted(EXPLANATIONS.keys() - WITHOUT_EXAMPLE))
def test_an_example_shows_its_code(code: str) -> None:
    """The wrong example gives the problem, the fixed one none."""
    wrong, fixed = examples(EXPLANATIONS[code])
    assert code in [problem.code for problem in problems_of(wrong, code)]
    assert problems_of(fixed, code) == []


def problems_of(sources: dict[str, bytes], code: str) -> list[Diagnostic]:
    """Those of generating, and this one of linting; where the files are of two versions, `before/`
    and `after/`, what breaks between them."""
    if not any(name.startswith("before/") for name in sources):
        if code in typescript_wording.TEXTS.codes:
            return typescript(sources)[1]
        generated = generate(sources, "")
        lints = [problem for problem in lint(generated.project) if problem.code == code]
        return [*generated.diagnostics, *lints]
    versions = (
        {name.removeprefix(version): text for name, text in sources.items() if version in name}
        for version in ("before/", "after/")
    )
    before, after = (understand(version, "")[0] for version in versions)
    return [finding.diagnostic for finding in breaking.compare(before, after)]


def examples(explanation: str) -> list[dict[str, bytes]]:
    """The definition files of each block. A line `# name.yaml` begins a file."""
    blocks = re.findall(r"^```yaml\n(.*?)^```$", explanation, re.MULTILINE | re.DOTALL)
    return [files(block) for block in blocks]


def files(block: str) -> dict[str, bytes]:
    first, *more = re.split(r"^# (\S+\.(?:yaml|json))\n", block, flags=re.MULTILINE)
    if not more:
        return {"example.yaml": first.encode()}
    return {name: text.encode() for name, text in zip(more[::2], more[1::2], strict=True)}


@pytest.mark.parametrize("name", ["definitions.md", "evolving.md"])
def test_the_page_lists_every_code(name: str) -> None:
    """The lists of codes in docs/ are made from codes.md; UPDATE_GOLDEN=1 makes them again."""
    lines = ["| code | what it means |", "| --- | --- |"]
    for code, explanation in EXPLANATIONS.items():
        if (code in breaking.CODES) == (name == "evolving.md"):
            sentence = re.split(r"(?<=\.) ", codes.paragraph(explanation))[0]
            lines.append(f"| `{code}` | {sentence} |")
    wanted = "\n".join(lines)
    page = (DOCS / name).read_text()
    table = re.compile(r"^\| code \| what it .*?(?=\n\n|\Z)", re.MULTILINE | re.DOTALL)
    assert table.search(page)
    golden.compare(DOCS / name, table.sub(lambda _: wanted, page).rstrip() + "\n")


def test_explain_prints_one_code() -> None:
    """`explain CODE` prints that code's paragraph and examples."""
    assert cli("explain", "empty-range") == (0, EXPLANATIONS["empty-range"], "")


def test_explain_lists_all() -> None:
    """`explain` alone prints a line for each code, with the first sentence of its paragraph."""
    lines = cli("explain").out.splitlines()
    assert [line.split()[0] for line in lines] == list(EXPLANATIONS)
    assert lines[0].endswith("  The file is not UTF-8.")
    assert all(line.endswith(".") for line in lines)


def test_explain_suggests() -> None:
    """A code that there is not is refused, with the nearest one."""
    assert 'did you mean "unknown-type"?' in cli("explain", "unknown-typ", status=2).err
