"""A target of another package, held to the interface: what fails in it, fails by its name."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from ..diagnostics import Diagnostic, Position
from .paths import check_apart, check_path
from .target import Owned, Rendered, Target

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from ..model import File, Project
    from ..types import Types

T = TypeVar("T")


class TargetFailed(Exception):
    """A target of another package failed. Its message names both; its cause is the error."""


@contextmanager
def blamed(whose: str, passed: type[Exception] = MemoryError) -> Iterator[None]:
    """Within, an error is that of a target, but for what is passed on. Raises TargetFailed."""
    try:
        yield
    except (MemoryError, passed):
        raise
    except (Exception, SystemExit) as error:
        told = on_one_line(f"{type(error).__name__}: {error}")
        raise TargetFailed(f"{whose} failed: {told:.300}") from error


def on_one_line(text: str) -> str:
    return " ".join(text.split())


class Guarded(Target):
    """Each result of the target is complete and of the type that the interface says."""

    def __init__(self, whose: str, target: object, depends: Iterable[str]) -> None:
        """`depends` is what the output depends on besides what the target says of itself."""
        self._whose = whose
        with blamed(whose):
            if not isinstance(target, Target):
                raise TypeError(f"{target!r:.60} is no Target")
            self._target = target
            self.owned = _owned(getattr(target, "owned", None))
            self.libraries = tuple(_strings(self._target.libraries))
        self._depends = tuple(depends)

    @property
    def known(self) -> dict[str, str]:
        with blamed(self._whose):
            known = _as(dict, self._target.known)
            list(_strings([*known, *known.values()]))
            return known

    @property
    def depends(self) -> tuple[str, ...]:
        with blamed(self._whose):
            return (*self._depends, *_strings(self._target.depends))

    def refusal(self, folder: Path) -> str:
        with blamed(self._whose):
            return on_one_line(_as(str, self._target.refusal(folder)))

    def check(self, project: Project) -> Iterator[Diagnostic]:
        with blamed(self._whose):
            found = list(map(_problem, self._target.check(project)))
        yield from found

    def check_types(self, project: Project, types: Types) -> Iterator[Diagnostic]:
        with blamed(self._whose):
            found = list(map(_problem, self._target.check_types(project, types)))
        yield from found

    def paths(self, files: Iterable[File]) -> set[str]:
        with blamed(self._whose):
            return set(_strings(self._target.paths(files)))

    def render(self, project: Project, types: Types, files: Sequence[File]) -> Iterator[Rendered]:
        with blamed(self._whose):
            found = [self._rendered(one) for one in self._target.render(project, types, files)]
            if len(found) != len(files):
                raise ValueError(f"render gave {len(found)} results for {len(files)} files")
        yield from found

    def shared(self, summaries: Iterable[Any]) -> Mapping[str, str]:
        with blamed(self._whose):
            return self._texts(self._target.shared(summaries))

    def check_apart(self, paths: Iterable[str]) -> None:
        """Raises TargetFailed where these files, all of the output, cannot be in one folder."""
        with blamed(self._whose):
            check_apart(paths)

    def _rendered(self, value: object) -> Rendered:
        files, summary, problems = _as(Rendered, value)
        json.dumps(summary)
        return Rendered(self._texts(files), summary, tuple(map(_problem, problems)))

    def _texts(self, files: Mapping[str, str]) -> dict[str, str]:
        texts = dict(zip(_strings(files), _strings(files.values()), strict=True))
        for path, text in texts.items():
            check_path(path)
            if not self.owned.has(text):
                mark = f"its mark, {self.owned.mark!r:.60}"
                raise ValueError(f"the file {path!r:.60} does not begin with {mark}")
        return texts


def _owned(value: object) -> Owned:
    owned = _as(Owned, value)
    list(_strings([owned.mark, owned.suffix, owned.border, *_strings(owned.beside)]))
    if not owned.mark:
        raise ValueError("the mark is empty: every file would be the target's own")
    return owned


def _problem(value: object) -> Diagnostic:
    problem = _as(Diagnostic, value)
    _as(Position, problem.position)
    _, message = _strings([problem.code, problem.message])
    related = tuple((_as(Position, place), on_one_line(part)) for place, part in problem.related)
    return problem._replace(message=on_one_line(message), related=related)


def _strings(values: Iterable[str]) -> Iterator[str]:
    if isinstance(values, str):
        raise TypeError(f"{values!r:.60} is one string, not several")
    for value in values:
        _as(str, value).encode()
        yield value


def _as(type_: type[T], value: object) -> T:
    """The value, if it is of this type. Raises TypeError."""
    if not isinstance(value, type_):
        raise TypeError(f"{value!r:.60} is no {type_.__name__}")
    return value
