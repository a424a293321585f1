"""Target: an output of the generator, and all that it must say about itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from ..diagnostics import Diagnostic
    from ..model import File, Project
    from ..types import Types


@dataclass(frozen=True, slots=True)
class Owned:
    """Which files of its folder an output may replace and remove: no others.

    Each of them begins with `mark`, or is empty; those that go are named `*suffix`. A folder with
    a file `border` in it is another output's. `beside` are patterns of what goes with a file,
    relative to its folder, in which `{stem}` stands for its name without the suffix.
    """

    mark: str
    suffix: str
    border: str = ""
    beside: tuple[str, ...] = field(default=())


class Rendered(NamedTuple):
    """What a target makes of one definition file: files of its own, by their paths in the output;
    what the files that all share must know of it, as JSON; and what is wrong with the outcome."""

    files: Mapping[str, str]
    summary: Any = None
    problems: tuple[Diagnostic, ...] = ()


class Target(Protocol):
    """An output. It writes nothing: it gives texts, and says which files are its own.

    What it gives for a definition file depends on that file, and on those that it refers to.
    """

    owned: Owned

    @property
    def known(self) -> dict[str, str]:
        """What it learnt, kept for the next run: an answer that cost time to find."""
        return {}

    def refusal(self, folder: Path) -> str:
        """Why this output cannot lie in a folder; "" where it can."""
        return ""

    def check(self, project: Project) -> Iterator[Diagnostic]:
        """What this output asks of definitions besides what every one does; also where these have
        errors. Between two files nothing matters to it but their paths and channels."""
        yield from ()

    def check_types(self, project: Project, types: Types) -> Iterator[Diagnostic]:
        """What it asks of types, and what of them it cannot say."""
        yield from ()

    def paths(self, files: Iterable[File]) -> set[str]:
        """The paths of all that these definition files give together, by their own paths and their
        channels' keys alone: so that nothing else can say what is written and removed."""
        ...

    def render(self, project: Project, types: Types, files: Sequence[File]) -> Iterator[Rendered]:
        """What each of these definition files gives, in their order. There are no errors."""
        ...

    def shared(self, summaries: Iterable[Any]) -> Mapping[str, str]:
        """The files that depend on all definition files, by nothing but their summaries.

        Raises ValueError for a summary that this target never gave.
        """
        return {}
