"""Sources: definition files, each read once, on first use."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from .diagnostics import shown
from .foreign.files import NotInProjectError
from .graphs import reached
from .once import once

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .diagnostics import Diagnostic
    from .foreign.files import Files
    from .foreign.reading import Reading
    from .foreign.stage import Foreign
    from .model import Channel, File, Project, Topic

    Point = tuple[str, int, int]


class Read(NamedTuple):
    """A definition file as it was read: None if it cannot be read. `refused` are the places of
    invalid values. What `is_other` is of another format, and may be referred to all the same."""

    file: File | None
    problems: list[Diagnostic]
    refused: set[Point]
    is_other: bool = False


class Sources:
    """Definition files, each read once, on first use. `folder` is the path of their folder in
    messages; `files` are those around it."""

    def __init__(
        self, contents: Mapping[str, bytes], folder: str, files: Files | None = None
    ) -> None:
        self.contents = contents
        self.folder = folder
        self._files = files
        self._around: dict[str, bytes] = {}
        self._read: dict[str, Read] = {}

    def read(self, path: str) -> Read:
        if path not in self._read:
            self._read[path] = self._reading_of(path)
        return self._read[path]

    def _reading_of(self, path: str) -> Read:
        # What reads YAML is for runs in which something has changed.
        from . import definitions, documents
        from .slips import is_foreign

        where = shown(self.folder, path)
        document, problems = documents.parse(path, where, self.contents[path])
        refused = set(map(_place, problems))
        if document is None:
            return Read(None, problems, refused)
        file, format_ = definitions.read(document)
        problems = [*problems, *without_echoes(format_, refused)]
        # What has such a key is read all the same, and no target is asked to name it.
        refused |= {_place(problem) for problem in format_ if problem.code == "invalid-key"}
        is_other = is_foreign(document.data)
        return Read(None if is_other else file, problems, refused, is_other)

    def with_references(self, paths: Iterable[str]) -> list[str]:
        """These files and all that they refer to, directly or through others."""
        from .jsonschema.resources import named_outside

        def named_by(path: str) -> set[str]:
            file = self.read(path).file
            named = named_outside(file) if file is not None else ()
            return {other for other, _ in named if other in self.contents}

        return sorted(reached(paths, named_by))

    def foreign(self, files: Iterable[File]) -> Foreign:
        """What these files refer to that is in no definition file."""
        from .foreign.stage import NOTHING, foreign_of
        from .jsonschema.resources import named_outside

        asked = {
            (path, fragment)
            for file in files
            for path, fragment in named_outside(file)
            if path not in self.contents or self.read(path).is_other
        }
        return foreign_of(asked, self._reading, self.contents) if asked else NOTHING

    @once
    def _reading(self) -> Reading:
        from .foreign.reading import Reading

        return Reading(self.content, self.folder)

    def content(self, path: str) -> bytes:
        """The content of a file, by its path from the folder of definitions. Raises
        FileNotFoundError and NotInProjectError."""
        if path in self.contents:
            return self.contents[path]
        if path not in self._around:
            if self._files is None:
                raise FileNotFoundError(path)
            self._around[path] = self._files.read(path)
        return self._around[path]

    def content_if_there(self, path: str) -> bytes:
        """The same; nothing of what is not there, as of the drafts themselves."""
        try:
            return self.content(path)
        except (FileNotFoundError, NotInProjectError):
            return b""

    @property
    def all_contents(self) -> Mapping[str, bytes]:
        """What was read of the definitions and of files of other people, by path."""
        return {**self._around, **self.contents}


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
