"""Scope: how a module calls what it imports, and its imports."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from .names import SHARED, file_name, stem
from .source import WIDTH, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

REALTIME = "Realtime"


class Scope:
    """All that a module uses of other modules goes through here.

    `own` are the types that the module declares: what it imports gives way to them.
    """

    def __init__(self, path: str, own: Iterable[str], extension: str) -> None:
        self._path = path
        self._extension = extension
        self._taken = {*own}
        self._names: dict[tuple[str, str], str] = {}

    def type(self, module: str, name: str) -> str:
        """A type of another module of the output."""
        return self._name(module, f"type {name}", name)

    def shared_type(self, name: str) -> str:
        """A type of the file that all share."""
        return self._name(SHARED, f"type {name}", name)

    def shared(self, name: str) -> str:
        """A function of the file that all share."""
        return self._name(SHARED, name, name)

    def inngest(self, name: str) -> str:
        """A type of Inngest's namespace."""
        return f"{self._name('', f'type {REALTIME}', REALTIME)}.{name}"

    def documents(self, path: str) -> str:
        """The definitions of a definition file, maybe this one."""
        if path == self._path:
            return "documents"
        words = (char if f"_{char}".isidentifier() else "_" for char in stem(path))
        return self._name(file_name(path), "documents", f"documents_{''.join(words)}")

    def _name(self, module: str, imported: str, wanted: str) -> str:
        found = self._names.get((module, imported))
        if found is None:
            found = wanted
            while found in self._taken:
                found += "_"
            self._taken.add(found)
            self._names[module, imported] = found
        return found

    def imports(self) -> str:
        """The import declarations, those of packages first."""
        modules = sorted({module for module, _ in self._names})
        return "".join(self._import(module) for module in modules)

    def _import(self, module: str) -> str:
        names = sorted(
            ((imported, own) for (of, imported), own in self._names.items() if of == module),
            key=lambda pair: (pair[0].removeprefix("type "), pair[1]),
        )
        only_types = all(imported.startswith("type ") for imported, _ in names)
        texts = [_imported(imported, own, only_types=only_types) for imported, own in names]
        head = "import type" if only_types else "import"
        source = quoted(self._relative(module) if module else "inngest/realtime")
        line = f"{head} {{ {', '.join(texts)} }} from {source};\n"
        if len(line) - 1 <= WIDTH or len(texts) == 1:
            return line
        return f"{head} {{\n{''.join(f'  {text},{chr(10)}' for text in texts)}}} from {source};\n"

    def _relative(self, module: str) -> str:
        return relative(file_name(self._path), module, self._extension)


def _imported(imported: str, own: str, *, only_types: bool) -> str:
    name = imported.removeprefix("type ")
    text = name if name == own else f"{name} as {own}"
    return text if only_types or not imported.startswith("type ") else f"type {text}"


def relative(module: str, other: str, extension: str) -> str:
    """How one file of the output names another one in an import."""
    way = posixpath.relpath(other, posixpath.dirname(module) or ".")
    way = way.removesuffix(".ts") + extension
    return way if way.startswith("../") else f"./{way}"
