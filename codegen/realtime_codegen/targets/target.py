"""Target: the interface of an output of the generator."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from ..diagnostics import Diagnostic
    from ..model import File, Project
    from ..types import Types


class WrongOption(Exception):
    """A target cannot be made of its table in pyproject.toml. Its message says what is wrong."""


PACKAGES = "node_modules"
"""The name of folders that package managers fill."""


@dataclass(frozen=True, slots=True)
class Owned:
    """The files of its folder that an output may replace and remove: no others.

    Each of them begins with `mark`, or is empty; only files named `*suffix` are removed. A folder
    that contains a file `border` is another output's, and one named `node_modules` has the
    packages of others. `beside` are patterns of files that are
    removed with a file, relative to its folder; `{stem}` is its name without the suffix.
    """

    mark: str
    suffix: str
    border: str = ""
    beside: tuple[str, ...] = ()

    def has(self, text: str) -> bool:
        """Whether a file of this text may be replaced."""
        return not text.strip() or self._is_marked(text)

    def removes(self, name: str, text: str) -> bool:
        """Whether a file of this name and text is removed where no definition gives it."""
        return name.endswith(self.suffix) and self._is_marked(text)

    def is_another(self, folder: Path, others: Container[Path] = ()) -> bool:
        """Whether a folder below the output's is not its own; `others` are files that are to be."""
        border = folder / self.border
        has_border = self.border != "" and (border in others or border.exists())
        return has_border or folder.name == PACKAGES

    def _is_marked(self, text: str) -> bool:
        """Whether a text begins with the mark, or a merge conflict in it does."""
        return text.startswith(self.mark) or (
            text.startswith("<<<<<<< ") and text.partition("\n")[2].startswith(self.mark)
        )


class Rendered(NamedTuple):
    """The result of a target for one definition file: its output files, by their paths; a summary
    for the shared files, as JSON; and the problems of the result."""

    files: Mapping[str, str]
    summary: Any = None
    problems: tuple[Diagnostic, ...] = ()


@runtime_checkable
class Target(Protocol):
    """An output. It writes nothing: it returns the text of its files, and says which files it owns.

    The result for a definition file depends only on that file and the files that it refers to.
    """

    owned: Owned
    libraries: tuple[str, ...] = ()
    """The distributions whose versions may change the output."""

    @property
    def depends(self) -> Iterable[str]:
        """What else may change the output: besides the definitions, the target's package and its
        options, such as the text of a template that an option names. If it changes, everything is
        generated again."""
        return ()

    @property
    def known(self) -> dict[str, str]:
        """Answers that took time to find, stored for the next run."""
        return {}

    def refusal(self, folder: Path) -> str:
        """Why this output cannot be written to a folder; "" if it can."""
        return ""

    def check(self, project: Project) -> Iterator[Diagnostic]:
        """The problems of definitions that only this output has; also of definitions with errors.
        Between two files only their paths and channels matter."""
        yield from ()

    def check_types(self, project: Project, types: Types) -> Iterator[Diagnostic]:
        """The problems of types: those that are invalid here, and those that it cannot express."""
        yield from ()

    @abstractmethod
    def paths(self, files: Iterable[File]) -> set[str]:
        """The paths of all output files of these definition files, from their paths and the keys of
        their channels only: nothing else determines what is written and removed."""
        ...

    @abstractmethod
    def render(self, project: Project, types: Types, files: Sequence[File]) -> Iterator[Rendered]:
        """The result for each of these definition files, in their order. There are no errors."""
        ...

    def shared(self, summaries: Iterable[Any]) -> Mapping[str, str]:
        """The output files that depend on all definition files, from their summaries only.

        Raises ValueError for a summary that this target did not make.
        """
        return {}
