"""Foreign documents, each read once; and the drafts themselves, which no project has."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..diagnostics import shown
from ..documents.foreign import parse_foreign
from ..jsonschema.dialects.following import LeadsNowhereError, NoFileError, UnreadError
from .files import NotInProjectError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..diagnostics import Diagnostic
    from ..documents import Document


class Reading:
    """Reads documents; `problems` are those of what cannot be read."""

    def __init__(self, content: Callable[[str], bytes], folder: str) -> None:
        """`content` is that of a file of the project; `folder` is the path of the folder of
        definitions in messages."""
        self._content_of = content
        self._folder = folder
        self._known: dict[str, Document | None] = {}
        self.problems: list[Diagnostic] = []

    def document(self, path: str) -> Document:
        """The document of a path from the folder of definitions, or of a draft's own URI. Raises
        NoFileError, UnreadError and LeadsNowhereError."""
        if path not in self._known:
            self._known[path] = self._reading_of(path)
        found = self._known[path]
        if found is None:
            raise UnreadError
        return found

    def _reading_of(self, path: str) -> Document | None:
        if path in _METASCHEMAS:
            content = (Path(__file__).parent / "metaschemas" / _METASCHEMAS[path]).read_bytes()
            place = path
        else:
            content, place = self._content(path), shown(self._folder, path)
        document, problems = parse_foreign(path, place, content)
        self.problems += problems
        if document is None or any(problem.is_error for problem in problems):
            return None
        return document

    def _content(self, path: str) -> bytes:
        if ":" in path:  # a URI
            raise NoFileError
        try:
            return self._content_of(path)
        except FileNotFoundError:
            raise NoFileError from None
        except NotInProjectError as error:
            raise LeadsNowhereError(str(error), text=path) from None


_OF_2019 = "applicator content core format meta-data validation"
_METASCHEMAS = {
    **{f"http://json-schema.org/draft-{n}/schema": f"draft-{n}.json" for n in ("04", "06", "07")},
    "https://json-schema.org/draft/2019-09/schema": "2019-09/schema.json",
    **{
        f"https://json-schema.org/draft/2019-09/meta/{name}": f"2019-09/{name}.json"
        for name in _OF_2019.split()
    },
}
