"""Golden cases: what the command makes of a folder of definitions, byte for byte.

A case is a folder `tests/golden/<group>/<name>/` with `schemas/`, the definitions, beside

- `expected/`: every file that is generated; and `stderr.txt`, where there are warnings;
- or `stderr.txt` alone: the command prints it, writes nothing and exits with 1.

A `generated/` is there before the command runs, a `command.txt` holds its arguments in place of
`schemas`. In the groups `errors` and `warnings` the name is the code of the problem, then what is
special about the case. `UPDATE_GOLDEN=1` writes the expectations anew.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from realtime_codegen import breaking
from realtime_codegen.cli import main
from realtime_codegen.codes import explanations
from realtime_runtime.channels import Channel, Topic

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests" / "golden"
CASES = sorted(path.parent for path in GOLDEN.glob("*/*/schemas"))
CODES = re.compile(r"^\S+:\d+:\d+: (?:warning: )?([a-z0-9-]+): ", re.MULTILINE)
UPDATE = bool(os.environ.get("UPDATE_GOLDEN"))


def name_of(case: Path) -> str:
    return case.relative_to(GOLDEN).as_posix()


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_the_command_makes_of_a_case_what_is_expected(
    case: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Output files, problems and exit status are those of the case."""
    shutil.copytree(case, tmp_path, dirs_exist_ok=True)
    before = files_in(tmp_path)
    monkeypatch.chdir(tmp_path)
    status = main(command_of(case))
    output, stderr = capsys.readouterr()
    generated = files_in(tmp_path / "generated")
    assert "Traceback" not in stderr
    if status:
        assert files_in(tmp_path) == before
        assert output == ""
        generated = {}
    if UPDATE:
        update(case, generated, stderr)
    assert status == (0 if has_output(case) else 1), stderr
    assert stderr == expected_stderr(case)
    assert generated == files_in(case / "expected")


def command_of(case: Path) -> list[str]:
    command = case / "command.txt"
    return command.read_text().split() if command.exists() else ["schemas"]


def has_output(case: Path) -> bool:
    return (case / "expected").is_dir()


def expected_stderr(case: Path) -> str:
    """What must be printed; a case that expects neither this nor output is no case."""
    path = case / "stderr.txt"
    if not path.exists():
        assert has_output(case), f"{name_of(case)} expects nothing; run with UPDATE_GOLDEN=1"
        return ""
    return path.read_text(encoding="utf-8")


def files_in(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def update(case: Path, generated: dict[str, bytes], stderr: str) -> None:
    """Make this the expectation of the case."""
    shutil.rmtree(case / "expected", ignore_errors=True)
    (case / "stderr.txt").unlink(missing_ok=True)
    for path, content in generated.items():
        target = case / "expected" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    if stderr:
        (case / "stderr.txt").write_text(stderr, encoding="utf-8")


@pytest.mark.parametrize("group", ["errors", "warnings"])
def test_a_case_of_a_problem_is_named_by_its_code(group: str) -> None:
    """The code that begins the case's name is among those that it prints."""
    for case in CASES:
        if case.parent.name == group:
            codes = set(CODES.findall(expected_stderr(case)))
            assert any(f"{case.name}-".startswith(f"{code}-") for code in codes), name_of(case)


# On Windows git could not check out a case of it; codegen/test_packages.py has them.
WITHOUT_CASE = {"reserved-file-name", "unbound-name"}


def test_every_code_has_a_case() -> None:
    """Each code that is explained is printed by a case, but for those of `breaking`."""
    shown = {code for case in CASES for code in CODES.findall(expected_stderr(case))}
    assert explanations().keys() - WITHOUT_CASE == shown | breaking.CODES


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the expected output of every case as a package of its own."""
    folder = tmp_path_factory.mktemp("golden")
    for case in filter(has_output, CASES):
        shutil.copytree(case / "expected", folder / package_of(case))
    return folder


def package_of(case: Path) -> str:
    return re.sub(r"\W", "_", name_of(case))


def run(program: str, *arguments: str, folder: Path) -> str:
    """All that a program of the environment prints, when it runs in a folder."""
    return subprocess.run(
        [Path(sys.executable).parent / program, *arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    ).stdout


@pytest.mark.parametrize("case", [*filter(has_output, CASES)], ids=name_of)
def test_expected_output_can_be_used(
    case: Path, packages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every module is imported, every factory found, every type and every schema compiled."""
    monkeypatch.syspath_prepend(packages)
    package = importlib.import_module(package_of(case))
    assert all(getattr(package, name) for name in getattr(package, "__all__", ()))
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        for value in list(vars(importlib.import_module(module.name)).values()):
            if isinstance(value, type) and issubclass(value, Channel):
                use(value)


def use(channel: type[Channel]) -> None:
    """Compile what is otherwise compiled when it is first needed."""
    assert channel._name._separators.keys() == channel._name.parameters.keys()
    assert channel._name._validators.keys() <= channel._name.parameters.keys()
    topics = [value for value in vars(channel).values() if isinstance(value, Topic)]
    assert topics
    for topic in topics:
        assert isinstance(topic.payload.schema, dict | bool)
        assert topic.payload._validator
        # By the schema that is built for it: no generated type is left to pydantic's own reading.
        assert topic.payload._decode.__name__ == "validate_json"


def test_expected_output_can_be_formatted_no_better(packages: Path) -> None:
    """ruff finds nothing to format in generated code."""
    arguments = ("format", "--isolated", "--line-length=88", "--diff", ".")
    found = run("ruff", *arguments, folder=packages)
    assert "would be reformatted" not in found, found


def test_expected_output_is_clean_for_ruff(packages: Path) -> None:
    """ruff's own choice of rules finds nothing in generated code, also without its `noqa`."""
    # F821 and UP037 take the texts of a Literal for types where a field has the name `typing`;
    # UP007 would have a union on one line, however long.
    arguments = ("check", "--isolated", "--ignore-noqa", "--ignore=F821,UP007,UP037", ".")
    assert run("ruff", *arguments, folder=packages).strip() == "All checks passed!"


@pytest.mark.slow
def test_expected_output_is_clean_for_mypy(packages: Path, tmp_path: Path) -> None:
    """Generated code holds under `mypy --strict`."""
    arguments = ("--strict", f"--cache-dir={tmp_path}", ".")
    found = run("mypy", *arguments, folder=packages)
    assert found.startswith("Success: no issues found in "), found
