"""Making only what has changed gives, byte for byte, what a whole run gives."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
import realtime_codegen
from realtime_codegen import incremental
from realtime_codegen.manifest import NOTHING, Manifest, as_text, read
from realtime_codegen.sources import Read, Sources
from realtime_codegen.targets.python import PythonTarget

from ..support.commands import cli, python
from ..support.files import ROOT
from .edits import CHANNEL, COMMON, SCHEMA_TEXTS, START

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..support.projects import Project

pytestmark = pytest.mark.slow

SCHEMAS = ROOT / "schemas"
DEFINITION = "$defs: {A: {type: string}}"


class Made(NamedTuple):
    """What a run gives, and which definition files it has read."""

    files: dict[str, str] | None
    manifest: Manifest
    read: set[str]


class Watched(Sources):
    """Keeps which definition files were read: those that something was made of, and those that
    these refer to."""

    def __init__(self, contents: Mapping[str, bytes], folder: str) -> None:
        super().__init__(contents, folder)
        self.paths: set[str] = set()

    def read(self, path: str) -> Read:
        self.paths.add(path)
        return super().read(path)


def generate(sources: Mapping[str, bytes], manifest: Manifest, present: Mapping[str, str]) -> Made:
    """What these definition files give after a run that left this."""
    given = Watched(sources, "schemas")
    targets = {"python": PythonTarget()}
    generator = incremental.generator_of(targets)
    found = incremental.generate(given, targets, manifest, {"python": present}, generator)
    files = None if found.files is None else found.files["python"]
    return Made(files, found.manifest, given.paths)


def without_manifest(sources: Mapping[str, bytes]) -> Made:
    return generate(sources, NOTHING, {})


def test_the_package_is_made_again_where_a_factory_is_deprecated() -> None:
    """It says of itself that it may name one; that is known of files that were not made again."""
    manifest, present = NOTHING, dict[str, str]()
    parameter = 'name: "one:{id}"\n    params: {id: {type: string}}'
    old = CHANNEL.format(key="one", schema="true").replace('name: "one"', parameter)
    new = old.replace("params:", "deprecated: Use two.\n    params:")
    for one, comment in ((old, ""), (new, ""), (new, "# more"), (old, "# more")):
        sources = {"a.yaml": one.encode(), "common.yaml": COMMON + comment.encode()}
        part = generate(sources, manifest, present)
        assert part.files == without_manifest(sources).files
        manifest, present = read(as_text(part.manifest)), dict(part.files or {})
        assert ("reportDeprecated" in present["__init__.py"]) == (one == new)


@pytest.mark.parametrize(
    ("edit", "changes"),
    [
        (("description: A", "description: B"), False),
        (("^a", "^b"), False),
        (("name: one", "name: uno"), True),
        (("one:\n", "eins:\n"), True),
    ],
)
def test_the_package_is_as_before_where_no_channel_has_another_name(
    edit: tuple[str, str], *, changes: bool
) -> None:
    """What CHANNELS has of a channel is its name, its class and its module."""
    text = """
channels:
  one:
    description: A
    name: one:{id}
    params: {id: {type: string, pattern: ^a}}
    topics: {it: {schema: {type: string}}}
"""
    others = {f"{name}.yaml": DEFINITION.encode() for name in "bc"}
    first = without_manifest({"a.yaml": text.encode(), **others})
    edited = {"a.yaml": text.replace(*edit).encode(), **others}
    second = generate(edited, first.manifest, first.files or {})
    assert second.read == {"a.yaml"}
    assert second.files == without_manifest(edited).files
    assert first.files
    assert second.files
    assert (second.files["__init__.py"] != first.files["__init__.py"]) == changes
    assert second.files["a.py"] != first.files["a.py"]


def test_nothing_is_made_where_nothing_changed() -> None:
    """A run without a change generates nothing."""
    sources = {path.name: path.read_bytes() for path in SCHEMAS.glob("*.yaml")}
    first = without_manifest(sources)
    assert first.files is not None
    second = generate(sources, first.manifest, first.files)
    assert second.read == set()
    assert second[:2] == first[:2]


@pytest.mark.parametrize(
    ("edited", "needed"),
    [
        ("alerts.yaml", {"alerts.yaml"}),
        ("pipeline.yaml", {"pipeline.yaml", "common.yaml"}),
    ],
)
def test_only_what_depends_on_it_is_made(edited: str, needed: set[str]) -> None:
    """An edited file is made again, with what it refers to at hand, and nothing else."""
    sources = {path.name: path.read_bytes() for path in SCHEMAS.glob("*.yaml")}
    first = without_manifest(sources)
    assert first.files is not None
    sources[edited] += b"# more\n"
    second = generate(sources, first.manifest, first.files)
    assert second.read == needed
    assert second.files == first.files


def test_a_file_more_is_made_alone() -> None:
    """Also one that brings a channel, where no other can have its name."""
    first = without_manifest(START)
    assert first.files is not None
    more = {**START, "more.yaml": CHANNEL.format(key="more", schema=SCHEMA_TEXTS[0]).encode()}
    second = generate(more, first.manifest, first.files)
    assert second.read == {"more.yaml"}
    assert second.files == without_manifest(more).files


def test_a_file_that_others_do_not_need_can_go() -> None:
    """What refers to a definition never gives that definition its class."""
    refers = b'$defs: {Order: {allOf: [{$ref: "z.yaml#/$defs/Base"}, {type: object}]}}'
    others = {
        "m.yaml": CHANNEL.format(key="m", schema='{$ref: "z.yaml#/$defs/Base"}').encode(),
        "z.yaml": b"$defs: {Base: {type: object, properties: {x: {type: string}}}}",
    }
    first = without_manifest({"a.yaml": refers, **others})
    assert first.files is not None
    second = generate(others, first.manifest, first.files)
    assert second.files == without_manifest(others).files


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "3", '["", {"a": {}}, {}, {}]', '["", {"a": [1]}, {}, {}]', '["", {}, 1, {}]'],
)
def test_a_broken_record_is_none(text: str) -> None:
    """What is no record is as if there were none."""
    assert read(text) == NOTHING


@pytest.mark.parametrize(
    ("installed", "is_ours"),
    [
        ("datamodel_code_generator-{}.dist-info", True),
        ("Jinja2-{}.dist-info", True),
        ("jsonschema_rs-{}.dist-info", True),
        ("pydantic-{}.dist-info", True),
        ("pydantic_core-{}.dist-info", True),
        ("PyYAML-{}.dist-info", True),
        ("pydantic_settings-{}.dist-info", False),
        ("requests-{}.dist-info", False),
    ],
)
def test_an_upgraded_library_makes_all_again(
    installed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_ours: bool
) -> None:
    """What another version of a library has made is not kept; other packages do not matter."""
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / installed.format("1.0")).mkdir()
    sources = {"a.yaml": DEFINITION.encode()}
    first = without_manifest(sources)
    assert first.files is not None
    (tmp_path / installed.format("1.0")).rename(tmp_path / installed.format("1.1"))
    second = generate(sources, first.manifest, first.files)
    assert second.read == ({"a.yaml"} if is_ours else set())
    third = generate(sources, second.manifest, first.files)
    assert third.read == set()
    assert third.files == first.files


def test_a_check_sees_an_edited_output(project: Project) -> None:
    """`--check` after a run without changes still finds what was edited by hand."""
    project.define("a.yaml", DEFINITION)
    cli("schemas")
    cli("schemas", "--check")
    module = project.output / "a.py"
    module.write_text(module.read_text().replace("str", "int"))
    assert "generated/a.py" in cli("schemas", "--check", status=1).err


IMPORTED = """
import sys
from realtime_codegen.cli import main
assert main(["schemas"]) == 0
heavy = {"yaml", "jinja2", "pydantic", "jsonschema_rs", "datamodel_code_generator"}
print(*sorted(heavy & sys.modules.keys()))
"""


def heavy_imports(path: str = "") -> list[str]:
    """Those of the libraries that generate which a run has imported."""
    ran = python(IMPORTED, PYTHONPATH=path)
    return ran.out.splitlines()[-1].split()


def test_what_has_not_changed_imports_no_heavy_library(project: Project) -> None:
    """A run with nothing to do imports none of the libraries that generate."""
    project.define("a.yaml", DEFINITION)
    assert heavy_imports()
    assert not heavy_imports()


def test_another_version_of_this_package_makes_all_again(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The generator knows itself by all its files."""
    project.define("a.yaml", DEFINITION)
    path = tmp_path_factory.mktemp("installed")
    package = path / "realtime_codegen"
    shutil.copytree(Path(realtime_codegen.__file__).parent, package)
    assert heavy_imports(str(path))
    for file in ("targets/target.py", "codes.md", "targets/python/templates/module.py.jinja"):
        assert not heavy_imports(str(path))
        (package / file).write_text((package / file).read_text() + "\n")
        assert heavy_imports(str(path))
