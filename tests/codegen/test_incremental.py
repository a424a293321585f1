"""Making only what has changed gives, byte for byte, what a whole run gives."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from realtime_codegen import incremental, pipeline
from realtime_codegen.cli import main
from realtime_codegen.record import NOTHING, as_text, read

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    "{$ref: 'common.yaml#/$defs/Either/anyOf/0/properties/x'}",  # inside another file
    "{allOf: [{$ref: 'common.yaml#/$defs/Base'}, {properties: {meta: {properties: {b: {}}}}}]}",
    "{allOf: [{$ref: 'common.yaml#/$defs/Base'}, {$ref: 'common.yaml#/$defs/Other'}]}",
    "{allOf: [{$ref: 'common.yaml#/$defs/Open'}, {properties: {own: {type: integer}}}]}",
    "{$ref: 'b.yaml#/$defs/Own'}",  # leads somewhere while b.yaml has it
    "{type: strng}",  # an error
]


def without_record(sources: Mapping[str, bytes]) -> incremental.Result:
    return incremental.generate(sources, "schemas", NOTHING, {})


def asked_for(monkeypatch: pytest.MonkeyPatch) -> list[set[str]]:
    """The files of every run of the pipeline from now on."""
    runs: list[set[str]] = []
    whole = pipeline.generate

    def generate(sources: Mapping[str, bytes], folder: str) -> pipeline.Generated:
        runs.append(set(sources))
        return whole(sources, folder)

    monkeypatch.setattr(pipeline, "generate", generate)
    return runs


@st.composite
def files(draw: st.DrawFn) -> bytes:
    key = draw(st.sampled_from(["one", "two", "three"]))
    schema = draw(st.sampled_from(SCHEMA_TEXTS))
    own = "$defs: {Own: {type: object, properties: {z: {type: string}}}}\n"
    text = CHANNEL.format(key=key, schema=schema) + draw(st.sampled_from(["", own, "# more\n"]))
    return text.encode()


commons = st.sampled_from(
    [COMMON, COMMON.replace(b"integer", b"string"), COMMON + b"  More: {type: string}\n"]
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.fixed_dictionaries(
            {"common.yaml": commons},
            optional={name: files() for name in ("a.yaml", "b.yaml", "c.yaml", "in/d.yaml")},
        ),
        min_size=2,
        max_size=4,
    ),
    st.data(),
)
def test_changes_give_what_a_whole_run_gives(
    states: list[dict[str, bytes]], data: st.DataObject
) -> None:
    """Whatever is edited, added, removed or renamed, in definitions and in the output."""
    record, present = NOTHING, dict[str, str]()
    for sources in states:
        part = incremental.generate(sources, "schemas", record, present)
        whole = without_record(sources)
        assert part.files == whole.files
        assert part.diagnostics == whole.diagnostics
        if part.files is None:
            continue
        record, present = read(as_text(part.record)), dict(part.files)
        assert record == part.record
        for path in data.draw(st.lists(st.sampled_from(sorted(present)), max_size=1)):
            present[path] += "# edited\n"


def test_the_package_is_made_again_where_a_factory_is_deprecated() -> None:
    """It says of itself that it may name one; that is known of files that were not made again."""
    record, present = NOTHING, dict[str, str]()
    parameter = 'name: "one:{id}"\n    params: {id: {type: string}}'
    old = CHANNEL.format(key="one", schema="true").replace('name: "one"', parameter)
    new = old.replace("params:", "deprecated: Use two.\n    params:")
    for one, comment in ((old, ""), (new, ""), (new, "# more"), (old, "# more")):
        sources = {"a.yaml": one.encode(), "common.yaml": COMMON + comment.encode()}
        part = incremental.generate(sources, "schemas", record, present)
        assert part.files == without_record(sources).files
        record, present = read(as_text(part.record)), dict(part.files or {})
        assert ("reportDeprecated" in present["__init__.py"]) == (one == new)


def test_nothing_is_made_where_nothing_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run without a change generates nothing."""
    sources = {path.name: path.read_bytes() for path in SCHEMAS.glob("*.yaml")}
    first = without_record(sources)
    assert first.files is not None
    runs = asked_for(monkeypatch)
    second = incremental.generate(sources, "schemas", first.record, first.files)
    assert runs == []
    assert (second.files, second.record) == (first.files, first.record)


@pytest.mark.parametrize(
    ("edited", "needed"),
    [
        ("alerts.yaml", {"alerts.yaml"}),
        ("pipeline.yaml", {"pipeline.yaml", "common.yaml"}),
    ],
)
def test_only_what_depends_on_it_is_made(
    edited: str, needed: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An edited file is made again, with what it refers to at hand, and nothing else."""
    sources = {path.name: path.read_bytes() for path in SCHEMAS.glob("*.yaml")}
    first = without_record(sources)
    assert first.files is not None
    runs = asked_for(monkeypatch)
    sources[edited] += b"# more\n"
    second = incremental.generate(sources, "schemas", first.record, first.files)
    assert runs == [needed]
    assert second.files == first.files


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "3", '["", {"a": {}}, {}]', '["", {"a": [1]}, {}]']
)
def test_a_broken_record_is_none(text: str) -> None:
    """What is no record is as if there were none."""
    assert read(text) == NOTHING


def test_another_generator_makes_all_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """What another version of the generator, or of its libraries, has made is not kept."""
    sources = {"a.yaml": b"$defs: {A: {type: string}}"}
    first = without_record(sources)
    assert first.files is not None
    runs = asked_for(monkeypatch)
    monkeypatch.setattr(incremental, "generator_hash", lambda: "another")
    incremental.generate(sources, "schemas", first.record, first.files)
    assert runs == [{"a.yaml"}]


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


def test_the_cache_may_be_missing_or_in_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cache may be deleted at any time; where it cannot be written, all works without it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "a.yaml").write_text("$defs: {A: {type: string}}")
    cache = tmp_path / ".realtime_codegen_cache"
    cache.write_text("in the way")
    assert main(["schemas"]) == 0
    cache.unlink()
    assert main(["schemas"]) == 0
    assert (cache / ".gitignore").read_text() == "*\n"
    (kept,) = cache.glob("*.json")
    kept.write_text(kept.read_text()[:-10])
    assert main(["schemas", "--check"]) == 0


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
