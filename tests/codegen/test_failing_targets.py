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
    "a text without the mark": (
        "broken:it",
        "def render(self, *_): return [Rendered({'a.txt': 'hello\\n'})]",
        "ValueError: the file 'a.txt' does not begin with its mark, 'It'",
    ),
    "a shared text without the mark": (
        "broken:it",
        "def shared(self, _): return {'a.txt': 'hello\\n'}",
        "ValueError: the file 'a.txt' does not begin with its mark, 'It'",
    ),
    "an empty mark": ("broken:it", "owned = Owned('', '.txt')", "ValueError: the mark is empty"),
    "a mark that is none": ("broken:it", "owned = Owned(3, '.txt')", "TypeError: 3 is no str"),
    "a problem without a place": (
        "broken:it",
        "def check(self, project): yield Diagnostic('a', 'b', None)",
        "TypeError: None is no Position",
    ),
    "answers that are none": ("broken:it", "known = {1: 2}", "TypeError: 1 is no str"),
}
WHOLE = """\
from realtime_codegen.diagnostics import Diagnostic
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
    _configure(alerts, code if is_whole else WHOLE + code, monkeypatch, place)
    _fails(alerts, error)


def _configure(
    project: Project, code: str, monkeypatch: pytest.MonkeyPatch, place: str = "broken:it"
) -> None:
    write({"installed/broken.py": code}, project.folder)
    install(f"outline = {place}", project.folder / "installed")
    monkeypatch.syspath_prepend(project.folder / "installed")
    project.configure(CONFIG)


def _fails(project: Project, error: str) -> None:
    """Twice: nothing that the first run leaves is in the way of the second."""
    for mode in ((), ("--check",), ()):
        with forgotten("broken"):
            said = cli(*mode, status=1).err
        last = said.splitlines()[-1]
        start = 'realtime-codegen: the target "outline" of the package a-target 1.0 failed: '
        assert last.startswith(f"{start}{error}")
        assert "bug in realtime-codegen" not in said
    assert {path.name for path in project.folder.iterdir()} == {
        "installed",
        "pyproject.toml",
        "schemas",
    }


NO_PATHS = [
    "",
    "/",
    "/tmp/x.txt",
    "a//b.txt",
    "a/",
    ".",
    "./room.txt",
    "a/./b.txt",
    "..",
    "../x.txt",
    "a/../b.txt",
    "a\0.txt",
    "a\n.txt",
    "\u2028.txt",
    "a\\b.txt",
    "C:x.txt",
]


@pytest.mark.parametrize("path", NO_PATHS, ids=ascii)
@pytest.mark.parametrize("method", ["render", "shared"])
def test_a_path_that_leads_elsewhere_is_refused(
    alerts: Project, path: str, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or that another path stands for: before anything is written, with the path's name."""
    files = f"{{{path!r}: 'It'}}"
    body = f"[Rendered({files}) for file in files]" if method == "render" else files
    arguments = "project, types, files" if method == "render" else "summaries"
    code = f"{WHOLE}def {method}(self, {arguments}): return {body}"
    _configure(alerts, code, monkeypatch)
    _fails(alerts, f"ValueError: the path {path!r} must be relative and normalised: ")


MEETING = {
    "a file that is a folder": (["a.txt", "a.txt/b.txt"], [], "'a.txt' is a file, and a folder in"),
    "a file that is a folder further up": (["a/b/c.txt"], ["a"], "'a' is a file, and a folder in"),
    "a folder in another case": (["A", "a/b.txt"], [], "'A' is a file, and a folder in 'a/b.txt'"),
    "another case": (["a.txt", "A.txt"], [], "'a.txt' and 'A.txt' name one file"),
    "another form of a letter": (["\xe9"], ["e\u0301"], "'\xe9' and 'e\u0301' name one file"),
    "the same file": (["a.txt"], ["a.txt"], "'a.txt' and 'a.txt' name one file"),
}


@pytest.mark.parametrize("name", MEETING)
def test_files_in_each_others_way_are_refused(
    alerts: Project, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where one of them is of a definition file, and one is shared."""
    rendered, shared, error = MEETING[name]
    code = f"""{WHOLE}
    def render(self, *_): return [Rendered(dict.fromkeys({rendered!r}, "It"))]
    def shared(self, _): return dict.fromkeys({shared!r}, "It")
"""
    _configure(alerts, code, monkeypatch)
    _fails(alerts, f"ValueError: {error}")


def test_a_file_that_two_definitions_give_is_refused(
    alerts: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the first of them is of an earlier run."""
    code = f"""{WHOLE}
    def paths(self, files): return {{"a.txt"}}
    def render(self, project, types, files): return [Rendered({{"a.txt": "It"}}) for _ in files]
"""
    _configure(alerts, code, monkeypatch)
    with forgotten("broken"):
        assert "outlines: 1 new" in cli().out
        alerts.define("b.yaml", "$defs: {A: {type: integer}}\n")
        for mode in ((), ("--check",)):
            assert "'a.txt' and 'a.txt' name one file" in cli(*mode, status=1).err
    assert not (alerts.output / "b.py").exists()


def test_an_empty_file_needs_no_mark(alerts: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its owner may replace it all the same."""
    code = f"{WHOLE}def shared(self, _): return {{'.keep': '', 'a/b.txt': 'It'}}\n"
    _configure(alerts, code, monkeypatch)
    with forgotten("broken"):
        assert "outlines: 2 new" in cli().out
        assert "outlines: 2 unchanged" in cli().out


WORDS = {
    "line breaks": (
        "def __init__(self, _): raise WrongOption('one\\ntwo\\r\\n three')",
        "[tool.realtime-codegen.outline]: one two three\n",
    ),
    "nothing": (
        "def __init__(self, _): raise WrongOption",
        'the target "outline" of the package a-target 1.0 refuses these options, and does not say',
    ),
    "a refusal with line breaks": ("def refusal(self, _): return 'one\\ntwo'", "one two; name an"),
}


@pytest.mark.parametrize("name", WORDS)
def test_what_a_target_refuses_is_told_in_one_line(
    alerts: Project, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the target says, or does not say."""
    code, told = WORDS[name]
    _configure(alerts, WHOLE + code, monkeypatch)
    with forgotten("broken"):
        said = cli(status=2).err
    assert told in said
    assert said.count("\n") == 1


def test_a_problem_of_a_target_is_told_in_one_line(
    alerts: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the lines below it are the excerpt."""
    code = f"""{WHOLE}
    def check(self, project):
        for channel in project.channels:
            yield Diagnostic("odd", "one\\ntwo", channel.site.position(key=True))
"""
    _configure(alerts, code, monkeypatch)
    with forgotten("broken"):
        said = cli(status=1).err
    assert said.splitlines()[0].endswith(": odd: one two")
