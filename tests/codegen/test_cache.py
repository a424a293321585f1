"""What is kept for the next run saves work, and nothing that stands there changes an output."""

from __future__ import annotations

import json
import os
import shutil
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
from realtime_codegen import pipeline
from realtime_codegen.cli import main

from .conftest import ALERTS, Project

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from realtime_codegen.sources import Sources

COMMON = "$defs: {Size: {type: integer, colour: red}}\n"  # a warning, which is kept too
USING = ALERTS.replace("{type: string}", "{$ref: '../common.yaml#/$defs/Size'}")
PARAMETER = USING.replace("name: alerts", 'name: "logs-{id}"\n    params: {id: {type: string}}')


@pytest.fixture
def known(project: Project) -> Project:
    """A project that has just been generated."""
    project.define("alerts.yaml")
    project.define("common.yaml", COMMON)
    project.define("chat/log.yaml", PARAMETER.replace("alerts", "log"))
    assert main(["schemas"]) == 0
    return project


def records(project: Project, user_cache: Path) -> list[Path]:
    """The files that a run has kept, wherever."""
    beside = {project.schemas, project.output}
    kept = [path for path in project.folder.iterdir() if path not in beside]
    found = [*user_cache.rglob("*"), *(file for path in kept for file in path.rglob("*.json"))]
    return [path for path in found if path.is_file()]


def everything(folder: Path) -> dict[str, bytes | str]:
    """All files below a folder, and all links with where they lead."""
    return {
        path.relative_to(folder).as_posix(): (
            os.readlink(path) if path.is_symlink() else path.read_bytes()  # noqa: PTH115
        )
        for path in folder.rglob("*")
        if path.is_symlink() or path.is_file()
    }


def count_runs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many files each run of the pipeline makes from now on."""
    runs: list[int] = []
    whole = pipeline.generate

    def generate(sources: Sources, *others: Any) -> pipeline.Generated:
        generated = whole(sources, *others)
        runs.append(len(sources.paths_read))
        return generated

    monkeypatch.setattr(pipeline, "generate", generate)
    return runs


# What others can bring into a project: by a pull request, an archive, a shared folder


def test_a_run_leaves_nothing_in_the_project_but_its_output(known: Project) -> None:
    """What is kept for the next run is no part of the project."""
    assert {path.name for path in known.folder.iterdir()} == {"schemas", "generated"}


@pytest.mark.parametrize("link", [".realtime_codegen_cache", ".realtime_codegen_cache/.gitignore"])
@pytest.mark.parametrize("target", [".", "settings", ".gitignore", "settings/mine"])
def test_no_link_is_written_through(project: Project, link: str, target: str) -> None:
    """Links that are planted where a cache was, or may be, change nothing behind them."""
    project.define("alerts.yaml")
    (project.folder / "settings").mkdir()
    for mine in (".gitignore", "settings/mine", "settings/.gitignore"):
        (project.folder / mine).write_text("mine")
    planted = project.folder / link
    planted.parent.mkdir(exist_ok=True)
    planted.symlink_to(project.folder / target)
    before = everything(project.folder)
    assert [main(["schemas"]), main(["schemas"])] == [0, 0]
    after = everything(project.folder)
    assert {k: v for k, v in after.items() if not k.startswith("generated/")} == before


def test_a_check_is_not_talked_out_of_an_edit(
    known: Project, user_cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A record that has the hash of an edited module does not make `--check` or `--diff` pass."""
    module = known.output / "alerts.py"
    old = hash_of(module.read_bytes())
    module.write_text(module.read_text().replace("str", "int"))
    for record in records(known, user_cache):
        record.write_text(record.read_text().replace(old, hash_of(module.read_bytes())))
    for mode in ("--check", "--diff"):
        assert main([mode, "schemas"]) == 1
        assert "generated/alerts.py" in "".join(capsys.readouterr())


def test_a_check_makes_everything(known: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--check` and `--diff` decide from the definitions alone, however often they run."""
    runs = count_runs(monkeypatch)
    assert [main([mode, "schemas"]) for mode in ("--check", "--check", "--diff")] == [0, 0, 0]
    assert runs == [3, 3, 3]
    assert main(["schemas"]) == 0
    assert runs == [3, 3, 3], "a run that writes uses what the last one kept"
    assert known.output.exists()


def test_a_cache_in_the_project_is_none(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the user's cache folder lies in the project, a checkout could bring it: it is not read.

    Containers whose home is the project are such.
    """
    project.define("alerts.yaml")
    monkeypatch.setenv("XDG_CACHE_HOME", str(project.folder / ".cache"))
    monkeypatch.setenv("HOME", str(project.folder))
    runs = count_runs(monkeypatch)
    assert [main(["schemas"]), main(["schemas"])] == [0, 0]
    assert runs == [1, 1]
    (project.folder / ".git").mkdir()
    below = project.folder / "app"
    shutil.copytree(project.schemas, below / "schemas")
    monkeypatch.chdir(below)
    assert [main(["schemas"]), main(["schemas"])] == [0, 0]
    assert runs == [1, 1, 1, 1]
    assert not (project.folder / ".cache").exists()


# What may stand in the user's cache folder: another version's, half a file, anything


def test_a_record_names_no_file(known: Project, user_cache: Path) -> None:
    """No file is written or removed because a record names it, or does not."""
    before = everything(known.folder)
    for record in records(known, user_cache):
        generator, files, shared, learnt = json.loads(record.read_text())
        packages = shared["python"]
        evil = {"evil.py": hash_of(b""), "../evil.py": hash_of(b""), "/tmp/evil.py": hash_of(b"")}
        for other in ({}, packages | evil, {"alerts.py": packages["__init__.py"]}):
            record.write_text(json.dumps([generator, files, {"python": other}, learnt]))
            assert main(["schemas"]) == 0
            assert everything(known.folder) == before
        moved = {f"../{path}": made for path, made in files.items()}
        for other in ({}, moved, files | moved):
            record.write_text(json.dumps([generator, other, shared, learnt]))
            assert main(["schemas"]) == 0
            assert everything(known.folder) == before


VALUES: list[Any] = [
    None,
    True,
    -1,
    1e308,
    10**30,
    "",
    "\0",
    "\ud800",
    "../x",
    [],
    {},
    [[]],
    {"": 0},
]


def test_a_record_of_anything_is_none(known: Project, user_cache: Path) -> None:
    """Whatever stands in the place of any part of a record, the output is right, without a word."""
    before = everything(known.folder)
    (record,) = records(known, user_cache)
    text = record.read_text()
    for number, changed in enumerate(_changed(json.loads(text))):
        record.write_text(json.dumps(changed))
        if number % 4 == 0:
            (known.output / "alerts.py").unlink()
        assert main(["schemas"]) == 0
        assert everything(known.folder) == before
    assert number > 100, "a record has fewer parts than it has"


def _changed(record: Any) -> Iterator[Any]:
    """The record with one part replaced: each part, by some of the values."""
    places = list(_places(record, ()))
    for number, place in enumerate(places):
        for value in VALUES[number % 5 :: 5]:
            copy = json.loads(json.dumps(record))
            node = copy
            for step in place[:-1]:
                node = node[step]
            node[place[-1]] = value
            yield copy


def _places(node: Any, place: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    if place:
        yield place
    if not isinstance(node, dict | list):
        return
    for step, part in node.items() if isinstance(node, dict) else enumerate(node):
        yield from _places(part, (*place, step))


def sparse(record: Path) -> None:
    with record.open("wb") as file:
        file.truncate(2**33)


def linked(record: Path) -> None:
    record.rename(record.with_name("elsewhere"))
    record.symlink_to("elsewhere")


def a_pipe(record: Path) -> None:
    record.unlink()
    os.mkfifo(record)


def a_folder(record: Path) -> None:
    record.unlink()
    record.mkdir()


def halved(record: Path) -> None:
    record.write_bytes(record.read_bytes()[:-10])


REPLACEMENTS: dict[str, Callable[[Path], Any]] = {
    "100,000 levels": lambda record: record.write_text("[" * 100_000),
    "100,000 levels, closed": lambda record: record.write_text("[" * 100_000 + "]" * 100_000),
    "a number of 100,000 digits": lambda record: record.write_text("9" * 100_000),
    "no UTF-8": lambda record: record.write_bytes(b"\xff\xfe"),
    "zeros": lambda record: record.write_bytes(bytes(1000)),
    "nothing": lambda record: record.write_bytes(b""),
    "half of it": halved,
    "eight gigabytes": sparse,
    "a link": linked,
    "a pipe": a_pipe,
    "a folder": a_folder,
    "what others may write": lambda record: record.chmod(0o666),
}


@pytest.mark.parametrize("name", REPLACEMENTS)
def test_what_is_no_record_of_ours_is_not_read(
    known: Project, user_cache: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It costs the work of a whole run, and nothing else."""
    before = everything(known.folder)
    (record,) = records(known, user_cache)
    REPLACEMENTS[name](record)
    runs = count_runs(monkeypatch)
    assert main(["schemas"]) == 0
    assert runs == [3]
    assert everything(known.folder) == before


def test_the_cache_may_be_missing_or_in_the_way(project: Project, user_cache: Path) -> None:
    """The folder may be deleted at any time; where it cannot be written, all works without it."""
    project.define("alerts.yaml")
    user_cache.write_text("in the way")
    assert [main(["schemas"]), main(["schemas"])] == [0, 0]
    assert user_cache.read_text() == "in the way"
    user_cache.unlink()
    assert main(["schemas"]) == 0
    assert user_cache.is_dir()
    shutil.rmtree(user_cache)
    assert main(["schemas"]) == 0
    assert main(["schemas", "--check"]) == 0


def test_a_linked_cache_folder_is_not_used(project: Project, user_cache: Path) -> None:
    """Nothing is written behind a link with the folder's name."""
    project.define("alerts.yaml")
    behind = user_cache.with_name("behind")
    behind.mkdir()
    user_cache.symlink_to(behind)
    assert main(["schemas"]) == 0
    assert list(behind.iterdir()) == []


def test_a_record_with_two_names_is_replaced(known: Project, user_cache: Path) -> None:
    """A hard link to a record keeps what it had."""
    (record,) = records(known, user_cache)
    other = user_cache.with_name("other")
    os.link(record, other)
    text = other.read_text()
    known.define("more.yaml", "$defs: {More: {type: string}}")
    assert main(["schemas"]) == 0
    assert record.read_text() != text
    assert other.read_text() == text


@pytest.mark.parametrize("home", ["", "relative", "/dev/null"])
def test_a_user_without_a_home_is_served(project: Project, home: str) -> None:
    """Without a folder to keep anything in, each run makes everything."""
    project.define("alerts.yaml")
    for _ in range(2):
        run = project.run("schemas/", HOME=home, XDG_CACHE_HOME=home)
        assert (run.returncode, run.stderr) == (0, "")
    assert {path.name for path in project.folder.iterdir()} == {"schemas", "generated"}


def hash_of(content: bytes) -> str:
    return sha256(content).hexdigest()
