"""A target of another package that fails is named, and nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ..support.commands import cli
from ..support.files import write
from ..support.packages import forgotten
from ..support.targets import install

if TYPE_CHECKING:
    from ..support.projects import Project


CONFIG = """\
[tool.realtime-codegen]
schemas = "schemas"

[tool.realtime-codegen.outline]
output = "outlines"
"""
BROKEN = {
    "no such module": ("nowhere:it", "", "ModuleNotFoundError: No module named 'nowhere'"),
    "no such name": ("broken:it", "", "AttributeError: module 'broken' has no attribute 'it'"),
    "no Python": ("broken:it", "it = ", "SyntaxError: invalid syntax"),
    "no function": ("broken:it", "it = 1", "TypeError: 'int' object is not callable"),
    "an end of the program": ("broken:it", "import sys\nsys.exit(0)", "SystemExit: 0"),
    "no target": ("broken:it", "def it(options): return 3", "TypeError: 3 is no Target"),
    "no files of its own": ("broken:it", "owned = None", "TypeError: None is no Owned"),
    "half a target": (
        "broken:it",
        "render = Target.render",
        "TypeError: Can't instantiate abstract",
    ),
    "an error in __init__": ("broken:it", "def __init__(self, _): 1 / 0", "ZeroDivisionError:"),
    "an error in refusal": ("broken:it", "def refusal(self, folder): 1 / 0", "ZeroDivisionError:"),
    "an error in check": ("broken:it", "def check(self, project): yield 1 / 0", "ZeroDivision"),
    "a wrong option too late": (
        "broken:it",
        "def check_types(self, project, types): raise WrongOption('wrong')",
        "WrongOption: wrong",
    ),
    "an error in render": ("broken:it", "def render(self, *_): yield 1 / 0", "ZeroDivisionError:"),
    "no result": (
        "broken:it",
        "def render(self, *_): return []",
        "ValueError: render gave 0 results",
    ),
    "another result": (
        "broken:it",
        "def render(self, *_): return [3]",
        "TypeError: 3 is no Rendered",
    ),
    "no text": (
        "broken:it",
        "def render(self, *_): return [Rendered({'a.txt': b'it'})]",
        "TypeError: b'it' is no str",
    ),
    "no JSON": (
        "broken:it",
        "def render(self, *_): return [Rendered({}, {1, 2})]",
        "TypeError: Object of type set is not JSON serializable",
    ),
    "an error in shared": ("broken:it", "def shared(self, summaries): 1 / 0", "ZeroDivisionError:"),
    "a file that is not there": (
        "broken:it",
        "def render(self, *_): open('no.jinja')",
        "FileNotFoundError: [Errno 2] No such file or directory: 'no.jinja'",
    ),
    "answers that are none": ("broken:it", "known = {1: 2}", "TypeError: 1 is no str"),
}
WHOLE = """\
from realtime_codegen.targets import Owned, Rendered, Target, WrongOption
class it(Target):
    owned = Owned("It", ".txt")
    def __init__(self, _): pass
    def paths(self, files): return set()
    def render(self, project, types, files): return [Rendered({}) for file in files]
    """


@pytest.mark.parametrize("name", BROKEN)
def test_a_target_that_fails_is_named(
    alerts: Project, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its package and its error, in the line below the traceback; nothing is written."""
    place, code, error = BROKEN[name]
    is_whole = not code or code.startswith(("it", "import", "def it"))
    write({"installed/broken.py": code if is_whole else WHOLE + code}, alerts.folder)
    install(f"outline = {place}", alerts.folder / "installed")
    monkeypatch.syspath_prepend(alerts.folder / "installed")
    alerts.configure(CONFIG)
    for mode in ((), ("--check",)):
        with forgotten("broken"):
            said = cli(*mode, status=1).err
        last = said.splitlines()[-1]
        start = 'realtime-codegen: the target "outline" of the package a-target 1.0 failed: '
        assert last.startswith(f"{start}{error}")
        assert "bug in realtime-codegen" not in said
    assert not alerts.output.exists()
