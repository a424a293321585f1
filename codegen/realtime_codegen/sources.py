"""Sources: definition files, each read once, on first use."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from .diagnostics import shown
from .graphs import reached

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .diagnostics import Diagnostic
    from .model import Channel, File, Project, Topic

    Point = tuple[str, int, int]


class Read(NamedTuple):
    """A definition file as it was read: None if it cannot be read. `refused` are the places of
    invalid values."""

    file: File | None
    problems: list[Diagnostic]
    refused: set[Point]


class Sources:
    """Definition files, each read once, on first use. `folder` is the path of their folder in
    messages."""

    def __init__(self, contents: Mapping[str, bytes], folder: str) -> None:
        self.contents = contents
        self._folder = folder
        self._read: dict[str, Read] = {}

    def read(self, path: str) -> Read:
        if path not in self._read:
            self._read[path] = self._reading_of(path)
        return self._read[path]

    def _reading_of(self, path: str) -> Read:
        # What reads YAML is for runs in which something has changed.
        from . import definitions, documents

        where = shown(self._folder, path)
        document, problems = documents.parse(path, where, self.contents[path])
        refused = set(map(_place, problems))
        if document is None:
            return Read(None, problems, refused)
        file, format_ = definitions.read(document)
        problems = [*problems, *without_echoes(format_, refused)]
        # What has such a key is read all the same, and no target is asked to name it.
        refused |= {_place(problem) for problem in format_ if problem.code == "invalid-key"}
        return Read(file, problems, refused)

    def with_references(self, paths: Iterable[str]) -> list[str]:
        """These files and all that they refer to, directly or through others."""
        from .jsonschema.resources import files_named_by

        def named_by(path: str) -> set[str]:
            file = self.read(path).file
            return files_named_by(file) & self.contents.keys() if file is not None else set()

        return sorted(reached(paths, named_by))


def _place(problem: Diagnostic) -> Point:
    return problem.position.path, problem.position.line, problem.position.column


def without_echoes(problems: Iterable[Diagnostic], refused: set[Point]) -> list[Diagnostic]:
    """What else is wrong with a value that is none comes of that alone."""
    return [problem for problem in problems if _place(problem) not in refused]


def with_right_keys(project: Project, refused: set[Point]) -> Project:
    """The project without the channels and topics that no target could name."""
    if not refused:
        return project

    def is_right(part: Channel | Topic) -> bool:
        key = part.site.position(key=True)
        return (key.path, key.line, key.column) not in refused

    files = []
    for file in project.files:
        channels = (
            replace(channel, topics=tuple(filter(is_right, channel.topics)))
            for channel in filter(is_right, file.channels)
        )
        files.append(replace(file, channels=tuple(channels)))
    return replace(project, files=tuple(files))
