"""A module that names what nothing binds is never written."""

from __future__ import annotations

import pytest
from realtime_codegen.targets.python.binding import BUILT_IN, names_in

from ..support.generating import module_sources

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
        ("@f.setter\n@g.setter(h)\ndef f(undef: x.def_) -> k:\n    i.setter", set("ghxki")),
        ("lambda: (_c.definitions, 1e5, 0.5, True)", {"_c"}),
        ("field_\u0301: int = x\n\u2118: é", {"x", "é"}),
    ],
)
def test_names_are_read_from_the_source(source: str, names: set[str]) -> None:
    """They stand outside of strings and comments, and are given neither value nor type there."""
    assert names_in(source) - BUILT_IN == names


def test_what_a_module_does_not_bind_is_a_problem() -> None:
    """Whatever of its source is not imported, defined or a parameter there asks for a report."""
    (module,) = module_sources({"a.yaml": LONG.encode()})
    text = module.text()
    assert list(module.unbound(text)) == []
    (problem,) = module.unbound(text + "\n\ndef f() -> datetime.date: ...\n")
    assert problem.code == "unbound-name"
    assert problem.is_error
    assert 'would use "datetime"' in problem.message
