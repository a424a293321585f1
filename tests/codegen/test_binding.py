"""A module that names what nothing binds is never written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from realtime_codegen.cli import main
from realtime_codegen.pipeline import generate
from realtime_codegen.render import spelling
from realtime_codegen.render.binding import BUILT_IN, names_in

if TYPE_CHECKING:
    from .conftest import Project

LONG = """\
channels:
  a:
    name: a
    topics:
      one:
        schema:
          enum: [long enough for a line of its own, and another one, and a third that is long too]
"""


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("x = typing.Union[\n    a.B,\n    C,\n]", {"x", "typing", "a", "C"}),
        ('x: uuid.UUID = f("typing.Any", key=y)', {"uuid", "f", "y"}),
        ('"""typing\'s \\""" list\n\nof y"""\n\'datetime\\\' z\'\n', set()),
        ("# typing\nimport typing\nfrom . import c as _c\nclass A(B):\n    c: C", {"A", "B", "C"}),
        ("    def f(self) -> D: ...\n    @step.setter\n    @g.h(\n", {"self", "D", "g"}),
        ("lambda: (_c.definitions, 1e5, 0.5, True)", {"_c"}),
        ("field_\u0301: int = x\n\u2118: é", {"x", "é"}),
    ],
)
def test_names_are_read_from_the_source(source: str, names: set[str]) -> None:
    """They stand outside of strings and comments, and are given neither value nor type there."""
    assert names_in(source) - BUILT_IN == names


def test_what_could_not_be_imported_is_not_written(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A fault of the generator itself, here a forgotten import, asks for a report."""
    project.define("a.yaml", LONG)
    forgetful = [[name for name in names if name != "typing"] for names in spelling._IMPORTS]
    monkeypatch.setattr(spelling, "_IMPORTS", forgetful)
    assert main(["schemas"]) == 1
    said = capsys.readouterr().err
    assert 'schemas/a.yaml:1:1: unbound-name: the module of this file would name "typing"' in said
    assert not project.output.exists()


def test_what_is_not_registered_is_seen_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here a union that is too long for a line names typing past what registers names."""
    path = Path(__file__).parents[1] / "golden/output/unions-over-several-lines/schemas/alone.yaml"
    monkeypatch.setattr(spelling.Scope, "union", lambda scope: "typing.Union")
    generated = generate({"a.yaml": path.read_bytes()}, "")
    assert generated.files is None
    assert [problem.code for problem in generated.diagnostics] == ["unbound-name"]
