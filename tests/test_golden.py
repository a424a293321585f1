"""Golden cases: what the command makes of a folder of definitions, byte for byte.

A case is a folder `tests/golden/<group>/<name>/` with `schemas/`, the definitions, beside

- `expected/`: every file that is generated; and `stderr.txt`, where there are warnings;
- or `stderr.txt` alone: the command prints it, writes nothing and exits with 1.

A `generated/` is there before the command runs, a `command.txt` holds its arguments in place of
`schemas`. In the groups `errors` and `warnings` the name is the code of the problem, then what is
special about the case. `UPDATE_GOLDEN=1` writes the expectations anew.
"""

from __future__ import annotations

import itertools
import re
import shutil
from typing import TYPE_CHECKING

import pytest
from realtime_codegen import breaking
from realtime_codegen.codes import explanations
from realtime_runtime.channels import Channel, Topic

from .support import golden
from .support.checkers import CHECKERS
from .support.commands import run
from .support.files import ROOT, files_in
from .support.packages import Package

if TYPE_CHECKING:
    from pathlib import Path

GOLDEN = ROOT / "tests" / "golden"
CASES = sorted(path.parent for path in GOLDEN.glob("*/*/schemas"))
CODES = re.compile(r"^\S+:\d+:\d+: (?:warning: )?([a-z0-9-]+): ", re.MULTILINE)


def name_of(case: Path) -> str:
    return case.relative_to(GOLDEN).as_posix()


@pytest.mark.usefixtures("user_cache")
@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_the_command_makes_of_a_case_what_is_expected(case: Path, tmp_path: Path) -> None:
    """Output files, problems and exit status are those of the case."""
    before = files_in(case)
    ran = golden.run(case, tmp_path, *command_of(case))
    if ran.status:
        assert (ran.status, ran.out) == (1, "")
        assert files_in(tmp_path) == before
        golden.compare_folder(case / "expected", {})
    else:
        golden.compare_folder(case / "expected", files_in(tmp_path / "generated"))


def command_of(case: Path) -> list[str]:
    command = case / "command.txt"
    return command.read_text().split() if command.exists() else ["schemas"]


def has_output(case: Path) -> bool:
    return (case / "expected").is_dir()


@pytest.mark.parametrize("group", ["errors", "warnings"])
def test_a_case_of_a_problem_is_named_by_its_code(group: str) -> None:
    """The code that begins the case's name is among those that it prints."""
    for case in CASES:
        if case.parent.name == group:
            codes = set(CODES.findall(golden.said(case)))
            assert any(f"{case.name}-".startswith(f"{code}-") for code in codes), name_of(case)


# On Windows git could not check out a case of it; codegen/test_packages.py has them.
WITHOUT_CASE = {"reserved-file-name", "unbound-name"}


def test_every_code_has_a_case() -> None:
    """Each code that is explained is printed by a case, but for those of `breaking`."""
    shown = {code for case in CASES for code in CODES.findall(golden.said(case))}
    assert explanations().keys() - WITHOUT_CASE == shown | breaking.CODES


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the expected output of every case as a package of its own."""
    folder = tmp_path_factory.mktemp("golden")
    for case in filter(has_output, CASES):
        shutil.copytree(case / "expected", folder / package_of(case))
    return folder


# pyrefly knows a project's root by it.
PROJECT = '[project]\nname = "of-a-user"\nversion = "1"\n'
# What pyright says of a property without a name, of which our warning says that it does.
NO_NAME = "Names within a TypedDict cannot be empty"


def package_of(case: Path) -> str:
    return re.sub(r"\W", "_", name_of(case))


@pytest.mark.parametrize("case", [*filter(has_output, CASES)], ids=name_of)
def test_expected_output_can_be_used(case: Path, packages: Path) -> None:
    """Every module is imported, every factory found, every type and every schema compiled."""
    package = Package(packages / package_of(case))
    for name in package.root.__all__:
        assert getattr(package.root, name) is not None
    values = [value for module in package.modules() for value in vars(module).values()]
    channels = {v for v in values if isinstance(v, type) and issubclass(v, Channel)}
    for channel in channels:
        use(channel)
    declared = [(one.channel_class, one.template) for one in package.root.CHANNELS]
    assert {class_ for class_, _ in declared} == channels
    assert declared == [(class_, class_._name.template) for class_, _ in declared]


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
    found = run("ruff", *arguments, cwd=packages, status=None).said
    assert "would be reformatted" not in found, found


def test_expected_output_is_clean_for_ruff(packages: Path) -> None:
    """ruff's own choice of rules finds nothing in generated code, also without its `noqa`."""
    # F821 and UP037 take the texts of a Literal for types where a field has the name `typing`;
    # UP007 would have a union on one line, however long.
    arguments = ("check", "--isolated", "--ignore-noqa", "--ignore=F821,UP007,UP037", ".")
    assert run("ruff", *arguments, cwd=packages, status=None).said.strip() == "All checks passed!"


@pytest.mark.slow
@pytest.mark.parametrize("checker", CHECKERS)
def test_expected_output_is_clean(checker: str, packages: Path) -> None:
    """No checker has an error for generated code: mypy in its mode `--strict`."""
    (packages / "pyproject.toml").write_text(PROJECT)
    found = [one for one in CHECKERS[checker].run(packages) if one.is_error]
    assert [one for one in found if one.text != NO_NAME] == []


@pytest.mark.slow
def test_modules_in_a_circle_are_clean_for_pyright_in_any_order(packages: Path) -> None:
    """Which of the modules it reads first decides what it takes for a variable."""
    (packages / "pyproject.toml").write_text(PROJECT)
    case = packages / package_of(GOLDEN / "output" / "aliases-of-files-in-a-circle")
    modules = [file.relative_to(packages).as_posix() for file in sorted(case.glob("*.py"))]
    for order in itertools.permutations(modules):
        assert CHECKERS["pyright"].run(packages, *order) == [], order
