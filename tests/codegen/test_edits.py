"""After any edit, making only what has changed gives what a whole run gives, byte for byte."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ..support.commands import cli
from ..support.files import files_in, write
from .edits import CHANNEL, EDITS, OUTPUT_EDITS, START, with_comment

if TYPE_CHECKING:
    from collections.abc import Callable

    from .edits import State

pytestmark = pytest.mark.slow


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
        write(state, self.folder / "schemas")
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XDG_CACHE_HOME", str(self.cache))
            status, _, said = cli("schemas", status=None, cwd=self.folder)
        return Run(status, said, files_in(self.output) if status == 0 else None)

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
