"""What generated code uses of the runtime is there, and public."""

from __future__ import annotations

import ast

import realtime_runtime
from realtime_codegen.targets.python import runtime

from ..support.files import ROOT

NAMES = {
    value.removeprefix(f"{runtime.MODULE}.")
    for key, value in vars(runtime).items()
    if key.isupper() and key != "MODULE"
}


def test_the_runtime_has_what_generated_code_names() -> None:
    """Every name of the table is one of the runtime's public names."""
    assert realtime_runtime.__name__ == runtime.MODULE
    for name in NAMES:
        assert hasattr(realtime_runtime, name)
        assert name in realtime_runtime.__all__


def test_generated_code_names_nothing_else() -> None:
    """The generated examples use all names of the table and no other."""
    used = set()
    for path in (ROOT / "generated").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Attribute(ast.Name(runtime.MODULE), name):
                    used.add(name)
    # The name of the error stands in docstrings.
    assert used == NAMES - {"InvalidParameter"}
