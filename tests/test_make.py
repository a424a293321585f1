"""The Makefile: what it installs, and what a run that fails says last."""

from __future__ import annotations

import os
import re
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .support.commands import Ran, run
from .support.files import ROOT

if TYPE_CHECKING:
    from pathlib import Path

OURS = {"realtime-codegen", "realtime-runtime"}
LOCKS = {"dev": ROOT / "requirements" / "dev.txt", "bench": ROOT / "requirements" / "bench.txt"}
PINNED = re.compile(r"^([\w.-]+)(?:\[[\w,-]+\])?==([^ ;\\]+)(.*(?:\n .*)*)", re.MULTILINE)
STEPS = {
    "lint": "ruff",
    "imports": "lint-imports",
    "types": "mypy",
    "output": "realtime-codegen",
    "tests": "pytest",
}


def make(*arguments: str) -> Ran:
    """Run make as a shell would, apart from the one that may be running these tests."""
    outer = dict.fromkeys((name for name in os.environ if "MAKE" in name), "")
    return run("make", *arguments, status=None, cwd=ROOT, **outer, MFLAGS="", LC_ALL="C")


def environment(folder: Path, failing: str = "") -> str:
    """An environment that counts as installed, whose programs do nothing; one of them fails."""
    (folder / "bin").mkdir()
    for program in STEPS.values():
        status = 1 if program == failing else 0
        file = folder / "bin" / program
        file.write_text(f"#!/bin/sh\necho {program} runs\nexit {status}\n")
        file.chmod(0o755)
    (folder / "installed").touch()
    return f"VENV={folder}"


@pytest.mark.parametrize(("step", "program"), STEPS.items())
def test_the_step_that_failed_is_named_last(step: str, program: str, tmp_path: Path) -> None:
    """The last line of a run says which step it was, whatever the program printed."""
    done = make("test", environment(tmp_path, failing=program))
    assert done.status != 0
    assert re.search(rf"\b{step}\b", done.said.splitlines()[-1]), done.said


def test_the_readme_says_how_long_a_run_takes() -> None:
    """Who types `make test` knows when to come back."""
    readme = " ".join((ROOT / "README.md").read_text().split())
    assert re.search(r"`make test`[^.]*\babout \d+ minutes\b", readme)


def test_the_steps_are_run_in_order(tmp_path: Path) -> None:
    """What needs seconds comes first, and CI runs all of it."""
    done = make("test", environment(tmp_path))
    ran = re.findall(r"^(\S+) runs$", done.said, re.MULTILINE)
    assert list(dict.fromkeys(ran)) == list(STEPS.values())
    assert (ROOT / ".ci" / "run").read_text().endswith("\nexec make test\n")


def test_every_save_is_spared_what_is_slow(tmp_path: Path) -> None:
    """`make quick` runs the same steps, and of the tests those that are not called slow."""
    done = make("quick", environment(tmp_path))
    assert "-m 'not slow'" in done.said
    assert done.said.count("pytest runs") == 1


def test_what_is_installed_is_locked(tmp_path: Path) -> None:
    """A fresh machine gets the versions of the lock and no others."""
    installs = [
        line
        for target in ("generate", "test", "bench")
        for line in make("-n", target, f"VENV={tmp_path}/new").out.splitlines()
        if "install " in line
    ]
    assert len(installs) == 7
    for line in installs:
        local = "--no-build-isolation -e ./runtime -e ." in line
        assert local or re.search(r" -r requirements/(dev|bench)\.txt$", line), line
        assert "--no-deps" in line


def locked(name: str) -> dict[str, list[tuple[str, str]]]:
    """For each distribution of a lock its versions, each with the rest of its entry."""
    found: dict[str, list[tuple[str, str]]] = {}
    for match in PINNED.finditer(LOCKS[name].read_text()):
        found.setdefault(canonicalize_name(match[1]), []).append((match[2], match[3]))
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_holds_hashes_and_no_place(name: str) -> None:
    """Each version has its hashes, and no index, address or path is named."""
    for distribution, entries in locked(name).items():
        for version, rest in entries:
            assert "--hash=sha256:" in rest, f"{distribution} {version}"
    text = LOCKS[name].read_text()
    assert not re.search(r"://|^-|@|\.(org|com|io)\b", text, re.MULTILINE)
    assert not OURS & locked(name).keys()


def required(settings: dict[str, Any], group: str) -> list[str]:
    project = settings["project"]
    extras = project.get("optional-dependencies", {}).values()
    groups = settings.get("dependency-groups", {}).get(group, [])
    direct = [*settings["build-system"]["requires"], *project["dependencies"]]
    return [*direct, *(line for extra in extras for line in extra), *groups]


@pytest.mark.parametrize("folder", [ROOT, ROOT / "runtime"], ids=["codegen", "runtime"])
def test_the_lock_is_what_the_projects_ask_for(folder: Path) -> None:
    """Each requirement has its version in the lock: after a change of one, `make lock` is run."""
    settings = tomllib.loads((folder / "pyproject.toml").read_text())
    versions = locked("dev")
    for requirement in map(Requirement, required(settings, "dev")):
        name = canonicalize_name(requirement.name)
        if name in OURS:
            continue
        assert name in versions, f"{name} is not locked; run make lock"
        for version, _ in versions[name]:
            admitted = requirement.specifier.contains(version, prereleases=True)
            assert admitted, f"{requirement}, but {version} is locked; run make lock"
