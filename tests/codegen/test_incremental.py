"""Making only what has changed gives, byte for byte, what a whole run gives."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from realtime_codegen import incremental
from realtime_codegen.cli import main
from realtime_codegen.manifest import NOTHING, Manifest, as_text, read
from realtime_codegen.sources import Sources
from realtime_codegen.targets.python import PythonTarget

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SCHEMAS = Path(__file__).parents[2] / "schemas"
COMMON = b"""\
$defs:
  Base:
    type: object
    required: [at]
    properties: {at: {type: string}, meta: {type: object, properties: {a: {type: string}}}}
  Other:
    type: object
    properties: {meta: {type: object, properties: {c: {type: string}}}}
  Open: {type: object, additionalProperties: {type: string}}
  Size: {type: integer}
  Deep: {type: object, $defs: {Inner: {type: object, properties: {y: {type: string}}}}}
  Either:
    anyOf:
      - {type: object, properties: {x: {type: object, properties: {y: {type: string}}}}}
      - {type: string}
"""
CHANNEL = """\
channels:
  {key}:
    name: "{key}"
    topics:
      one: {{schema: {schema}}}
"""
SCHEMA_TEXTS = [
    "{type: string}",
    "{type: object, properties: {a: {type: integer}}}",
    "{type: array, prefixItems: [{type: string}]}",  # a warning
    "{$ref: 'common.yaml#/$defs/Base'}",
    "{$ref: 'common.yaml#/$defs/Deep/$defs/Inner'}",  # gives the other file a class
    "{allOf: [{$ref: 'common.yaml#/$defs/Base'}, {properties: {meta: {properties: {b: {}}}}}]}",
    "{allOf: [{$ref: 'common.yaml#/$defs/Base'}, {$ref: 'common.yaml#/$defs/Other'}]}",
    "{allOf: [{$ref: 'common.yaml#/$defs/Open'}, {properties: {own: {type: integer}}}]}",
    "{type: array, items: {$ref: 'common.yaml#/$defs/Size'}}",
    "{$ref: 'b.yaml#/$defs/Own'}",  # leads somewhere while b.yaml has it
    "{$ref: 'b.yaml'}",  # an error
    '{"\\x24id": "own:name", type: string}',
    "{$ref: 'common.yaml#/$defs/Either/anyOf/0/properties/x'}",
]
OWN = "$defs: {Own: {type: object, properties: {z: {$ref: 'common.yaml#/$defs/Size'}}}}\n"
START = {
    "common.yaml": COMMON,
    "a.yaml": CHANNEL.format(key="a", schema=SCHEMA_TEXTS[5]).encode(),
    "b.yaml": (CHANNEL.format(key="b", schema=SCHEMA_TEXTS[2]) + OWN).encode(),
    "chat/d.yaml": CHANNEL.format(key="d", schema=SCHEMA_TEXTS[0]).encode(),
    "e.yaml": CHANNEL.format(key="e", schema="{$ref: 'b.yaml#/$defs/Own'}").encode(),
}
State = dict[str, bytes]


class Made(NamedTuple):
    """What a run gives, and which definition files it has read."""

    files: dict[str, str] | None
    manifest: Manifest
    read: set[str]


def generate(sources: Mapping[str, bytes], manifest: Manifest, present: Mapping[str, str]) -> Made:
    """What these definition files give after a run that left this."""
    given = Sources(sources, "schemas")
    found = incremental.generate(given, {"python": PythonTarget()}, manifest, {"python": present})
    files = None if found.files is None else found.files["python"]
    return Made(files, found.manifest, given.paths_read)


def without_manifest(sources: Mapping[str, bytes]) -> Made:
    return generate(sources, NOTHING, {})


# Small edits: of a state, by a number that chooses.


def one_of(state: State, number: int) -> str:
    paths = sorted(state.keys() - {"common.yaml"})
    return paths[number % len(paths)]


def replaced(state: State, path: str, old: str, new: str) -> State:
    return {**state, path: re.sub(old.encode(), new.encode(), state[path])}


def with_comment(state: State, number: int) -> State:
    """Nothing in the output changes by it."""
    path = sorted(state)[number % len(state)]
    return {**state, path: state[path] + b"# more\n"}


def with_another_schema(state: State, number: int) -> State:
    schema = SCHEMA_TEXTS[number // 7 % len(SCHEMA_TEXTS)].replace("\\", r"\\")
    return replaced(state, one_of(state, number), r"schema: .*\}", f"schema: {schema}}}")


def with_common_changed(state: State, number: int) -> State:
    """What others refer to becomes another type, or what is inside of it another class."""
    swaps = [("integer", "string"), ("y: ", "yy: "), ("at: ", "when: "), ("c: ", "cc: ")]
    old, new = swaps[number % len(swaps)]
    old, new = (old, new) if old.encode() in state["common.yaml"] else (new, old)
    return replaced(state, "common.yaml", rf"\b{old}", new)


def with_anothers_channel(state: State, number: int) -> State:
    """A second file claims what a first one has: its channel, or only its name on the wire."""
    first, second = one_of(state, number), one_of(state, number + 1)
    taken = re.search(rb"^  (\w+):$", state[first], re.MULTILINE)
    key = taken[1].decode() if taken else "free"
    if number // 7 % 2:
        return replaced(state, second, r'name: "\w+"', f'name: "{key}"')
    return replaced(state, second, r"(?m)^  \w+:$", f"  {key}:")


def with_a_channel_that_meets(state: State, number: int) -> State:
    """A file's channel may have another's name, by its parameter."""
    more = "{id}\"\n    params: {id: {type: string, pattern: '^[a-c]$'}}\n"
    return replaced(state, one_of(state, number), r'(name: ")\w+"\n', rf"\1{more}")


def with_the_channel_renamed(state: State, number: int) -> State:
    path, key = one_of(state, number), f"renamed_{number % 3}"
    renamed = replaced(state, path, r'name: "\w+', f'name: "{key}')
    return replaced(renamed, path, r"(?m)^  \w+:$", f"  {key}:")


def with_a_warning(state: State, number: int) -> State:
    """A warning appears, or disappears."""
    path = one_of(state, number)
    if b"colour" in state[path]:
        return replaced(state, path, r", colour: red\}", "}")
    return replaced(state, path, r"(schema: .*)\}\}", r"\1, colour: red}}")


def deprecated(state: State, number: int) -> State:
    """What the package says of itself depends on whether any factory is deprecated."""
    path = one_of(state, number)
    if b"deprecated" in state[path]:
        return replaced(state, path, r'(?s)-\{id\}"\n    deprecated.*?\n.*?\n', '"\n')
    more = '-{id}"\n    deprecated: Use another.\n    params: {id: {type: string}}\n'
    return replaced(state, path, r'(name: "\w+)"\n', rf"\1{more}")


def with_a_file_renamed(state: State, number: int) -> State:
    old, new = (
        one_of(state, number),
        ("b.yaml", "z.yaml", "chat/z.yaml", "chat.yaml")[number // 7 % 4],
    )
    return {new if path == old else path: source for path, source in state.items()}


def with_a_file_less(state: State, number: int) -> State:
    gone = one_of(state, number)
    return {p: s for p, s in state.items() if p != gone or len(state) == 2}


def with_a_file_more(state: State, number: int) -> State:
    schema = SCHEMA_TEXTS[number % len(SCHEMA_TEXTS)]
    name = f"new_{number % 3}"
    return {**state, f"{name}.yaml": CHANNEL.format(key=name, schema=schema).encode()}


EDITS = (
    with_comment,
    with_another_schema,
    with_common_changed,
    with_anothers_channel,
    with_a_channel_that_meets,
    with_the_channel_renamed,
    with_a_warning,
    deprecated,
    with_a_file_renamed,
    with_a_file_less,
    with_a_file_more,
)


# Edits of a file in the output, between runs.


def appended(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"# edited\n")


def cut(file: Path) -> None:
    """Only the line that says whose it is stays."""
    file.write_bytes(file.read_bytes().partition(b"\n")[0])


OUTPUT_EDITS = (appended, cut, Path.unlink)


class Run(NamedTuple):
    """How a run ended, what it said of the definitions, and what then stood in the output."""

    status: int
    said: str
    files: dict[str, bytes] | None


class Place:
    """A project whose definitions change, with a user's cache folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "project"
        self.output = self.folder / "generated"
        self.cache = folder / "cache"
        self.folder.mkdir(parents=True)

    def run(self, state: State) -> Run:
        shutil.rmtree(self.folder / "schemas", ignore_errors=True)
        for path, source in state.items():
            file = self.folder / "schemas" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(source)
        said = io.StringIO()
        with (
            pytest.MonkeyPatch.context() as patch,
            contextlib.redirect_stderr(said),
            contextlib.redirect_stdout(io.StringIO()),
        ):
            patch.chdir(self.folder)
            patch.setenv("XDG_CACHE_HOME", str(self.cache))
            status = main(["schemas"])
        files = {
            path.relative_to(self.output).as_posix(): path.read_bytes()
            for path in self.output.rglob("*")
            if path.is_file()
        }
        return Run(status, said.getvalue(), files if status == 0 else None)

    def modules(self) -> list[Path]:
        return sorted(self.output.rglob("*.py"))

    @staticmethod
    def whole_run(state: State) -> Run:
        """What a run from nothing gives."""
        with tempfile.TemporaryDirectory() as folder:
            return Place(Path(folder)).run(state)


@pytest.mark.parametrize("number", [0, 1, 2, 11, 28, 30, 77])
@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_a_small_edit_gives_what_a_whole_run_gives(
    edit: Callable[[State, int], State], number: int, tmp_path: Path
) -> None:
    """After one edit, and after it is undone: the same files, problems and exit status."""
    place = Place(tmp_path)
    assert place.run(START).status == 0
    edited = edit(START, number)
    assert place.run(edited) == place.whole_run(edited)
    assert place.run(START) == place.whole_run(START)


NODE = "{$dynamicAnchor: node, type: object, properties: {next: {$dynamicRef: '#node'}}}"
ANCHOR = '{"$dynamicAnchor": "node", type: string}'
ID = '{"\\x24id": "own:name", type: string}'


@pytest.mark.parametrize(
    ("kept", "old", "new"),
    [
        (NODE, "{type: string}", ANCHOR),
        (NODE, ANCHOR, "{type: string}"),
        ("{$ref: 'own:name', description: Hers.}", ID, ID.replace("string", "integer")),
        ("{type: integer}", ID, "{$ref: 'own:name'}"),
    ],
)
def test_a_name_that_is_no_place_may_mean_another_file(
    kept: str, old: str, new: str, tmp_path: Path
) -> None:
    """Where a reference leads may depend on a file that it does not name."""

    def state(schema: str) -> State:
        definitions = f"$defs: {{Named: {schema}}}\n".encode()
        return {
            **START,
            "a.yaml": CHANNEL.format(key="a", schema=kept).encode(),
            "z.yaml": definitions,
        }

    place = Place(tmp_path)
    assert place.run(state(old)).status == 0
    assert place.run(state(new)) == place.whole_run(state(new))
    assert place.run(state(old)) == place.whole_run(state(old))


@pytest.mark.parametrize("edit", OUTPUT_EDITS, ids=lambda edit: edit.__name__)
def test_an_edited_output_is_made_again(edit: Callable[[Path], None], tmp_path: Path) -> None:
    """Each file of the output, also where a definition file changes meanwhile."""
    place = Place(tmp_path)
    before = place.run(START)
    changed = with_comment(START, 0)
    for file in place.modules():
        edit(file)
        assert place.run(START) == before
        edit(file)
        assert place.run(changed) == before
        place.run(START)


# To shrink a failure would take longer than to read it.
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(EDITS),
            st.integers(0, 999),
            st.none() | st.sampled_from(OUTPUT_EDITS),
        ),
        min_size=4,
        max_size=7,
    )
)
def test_edits_give_what_a_whole_run_gives(
    edits: list[tuple[Callable[[State, int], State], int, Callable[[Path], None] | None]],
) -> None:
    """One small edit after another, in the definitions and in the output between runs; an edit
    that gives errors is undone."""
    with tempfile.TemporaryDirectory() as folder:
        place, state = Place(Path(folder)), START
        place.run(state)
        for edit, number, output_edit in edits:
            edited = edit(state, number)
            if output_edit is not None:
                output_edit(place.modules()[number % len(place.modules())])
            run = place.run(edited)
            assert run == place.whole_run(edited)
            state = edited if run.files is not None else state


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
    sources = {"a.yaml": b"$defs: {A: {type: string}}"}
    first = without_manifest(sources)
    assert first.files is not None
    (tmp_path / installed.format("1.0")).rename(tmp_path / installed.format("1.1"))
    second = generate(sources, first.manifest, first.files)
    assert second.read == ({"a.yaml"} if is_ours else set())
    third = generate(sources, second.manifest, first.files)
    assert third.read == set()
    assert third.files == first.files


def test_another_version_of_this_package_makes_all_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The generator knows itself by all its files."""
    package = tmp_path / "realtime_codegen"
    shutil.copytree(Path(incremental.__file__).parent, package)
    monkeypatch.setattr(incremental, "__file__", str(package / "incremental.py"))
    sources = {"a.yaml": b"$defs: {A: {type: string}}"}
    first = without_manifest(sources)
    assert first.files is not None
    for file in ("targets/target.py", "codes.md", "targets/python/templates/module.py.jinja"):
        (package / file).write_text((package / file).read_text() + "\n")
        first = generate(sources, first.manifest, first.files or {})
        assert first.read == {"a.yaml"}


def test_a_check_sees_an_edited_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--check` after a run without changes still finds what was edited by hand."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "a.yaml").write_text("$defs: {A: {type: string}}")
    assert [main(["schemas"]), main(["schemas", "--check"])] == [0, 0]
    module = tmp_path / "generated" / "a.py"
    module.write_text(module.read_text().replace("str", "int"))
    assert main(["schemas", "--check"]) == 1
    assert "generated/a.py" in capsys.readouterr().err


def test_what_has_not_changed_imports_no_heavy_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run with nothing to do imports none of the libraries that generate."""
    import subprocess

    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "a.yaml").write_text("$defs: {A: {type: string}}")
    program = (
        "import sys; from realtime_codegen.cli import main; main(['schemas']);"
        "heavy = {'yaml', 'jinja2', 'pydantic', 'jsonschema_rs', 'datamodel_code_generator'};"
        "print(sorted(heavy & sys.modules.keys()))"
    )
    printed = [
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=tmp_path,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.splitlines()[-1]
        for _ in range(2)
    ]
    assert printed[0] != "[]"
    assert printed[1] == "[]"
