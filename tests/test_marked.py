"""The marks of tests/typing: what they ask of a checker, and what is reported."""

from __future__ import annotations

import pytest

from .support.checkers import CHECKERS, Complaint
from .support.marked import disagreements, marked, statements, with_errors

SOURCE = """\
right()
wrong()  # error
wrong_for_two()  # error: mypy ty
"""


def test_an_error_without_a_marker_is_a_disagreement() -> None:
    """A refused line that is not marked is reported, with all that the checker says of it."""
    complaints = [
        Complaint("file.py", 1, "no such function"),
        Complaint("file.py", 1, "no such argument"),
        Complaint("file.py", 2, "wrong"),
    ]
    assert disagreements("pyright", SOURCE, complaints) == [
        "line 1 must be accepted, but is refused: right()\n"
        "    pyright: no such function\n"
        "    pyright: no such argument"
    ]


def test_a_marker_without_an_error_is_a_disagreement() -> None:
    """A marked line that is accepted is reported; a warning does not refuse it."""
    complaints = [Complaint("file.py", 3, "unused", is_error=False)]
    assert disagreements("mypy", SOURCE, complaints) == [
        "line 2 must be refused, but is accepted: wrong()  # error",
        "line 3 must be refused, but is accepted: wrong_for_two()  # error: mypy ty",
    ]


def test_what_is_deprecated_is_no_error_and_is_told() -> None:
    """A line that is called deprecated must be marked so, and one that is marked be called so."""
    source = "old()  # deprecated\nolder()  # deprecated: ty\nnew()\n"
    told = [Complaint("file.py", n, "old", is_error=False, is_deprecation=True) for n in (2, 3)]
    assert disagreements("mypy", source, told) == [
        "line 1 must be called deprecated: old()  # deprecated",
        "line 2 must not be called deprecated: older()  # deprecated: ty",
        "line 3 must not be called deprecated: new()",
    ]


def test_the_errors_of_a_line_stand_below_it() -> None:
    """Each error has a line of its own, and one that is no more, or is another's, goes."""
    source = "def f():\n    right()\n    # mypy says: old\n    wrong()  # error\n"
    told = [
        Complaint("f", 4, "no"),
        Complaint("f", 4, "at all"),
        Complaint("f", 2, "a note", is_error=False),
    ]
    says = "    # mypy says: no\n    # mypy says: at all\n"
    assert with_errors(source, told) == "def f():\n    right()\n    wrong()  # error\n" + says


def test_a_verdict_is_of_the_smallest_statement() -> None:
    """An error within a call of several lines refuses the call; one in a body, not its function."""
    source = "def f():\n    right()\n    wrong(\n        1,\n    )\n"
    assert statements(source, [Complaint("f", 4, "no")]) == {3}
    assert statements(
        source, [Complaint("f", 1, "no"), Complaint("f", 2, "no", is_error=False)]
    ) == {1}


def test_both_disagreements_are_reported_together() -> None:
    """One report lists what is accepted by mistake and what is refused by mistake."""
    found = disagreements("ty", SOURCE, [Complaint("file.py", 1, "no"), Complaint("f", 2, "no")])
    assert [text.partition(":")[0] for text in found] == [
        "line 3 must be refused, but is accepted",
        "line 1 must be accepted, but is refused",
    ]


def test_a_marker_may_name_its_checkers() -> None:
    """A checker that a marker does not name must accept the line."""
    assert {checker: marked(SOURCE, checker) for checker in CHECKERS} == {
        "mypy": {2, 3},
        "pyright": {2},
        "ty": {2, 3},
        "pyrefly": {2},
    }


def test_a_marker_names_no_unknown_checker() -> None:
    """A misspelt checker would silently expect nothing."""
    with pytest.raises(ValueError, match="line 1: no such checker: mypi"):
        marked("wrong()  # error: mypi\n", "mypy")
