"""Spelling: how a module names types, other modules, and what its own names hide."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ..payloads.types import quoted
from . import runtime
from .source import call

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..model import Module
    from ..payloads.types import ClassRef, Hint

_ROOT = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<![\w.])([^\W\d]\w*)(?![\w=])""")
_IMPORTS = (
    ("builtins", "collections.abc", "datetime", "typing", "uuid", "TYPE_CHECKING"),
    ("pydantic", runtime.MODULE, "typing_extensions"),
)


class Spelling:
    """The names of one module.

    They are taken from modules (`typing.Literal`), so that no name from a definition can hide
    one. Inside a class, a field may still hide what its type needs (`date: date`): such a word is
    spelled `date_` there, and the module says what `date_` is.

    `files` are the other definition files that the module needs; `hidden` the words that it spells
    otherwise, by what it calls them; `used` all words that it names.
    """

    def __init__(self, module: Module, modules: Mapping[str, Module]) -> None:
        """`modules` are all of the project, by their definition files."""
        self._module = module
        self._modules = modules
        self.files: set[str] = set()
        self.hidden: dict[str, str] = {}
        self.used: set[str] = set()

    def spell(self, hint: Hint) -> str:
        """A type as this module writes it."""
        parts = (part if isinstance(part, str) else self._refer(part) for part in hint.parts)
        return self.using("".join(parts))

    def using(self, source: str) -> str:
        """The source itself; what it names is imported."""
        self.used.update(words(source))
        return source

    def inside(self, names: Iterable[str]) -> Scope:
        """The body of a class in which these names hide what they are called like."""
        return Scope(self, frozenset(names))

    @property
    def outside(self) -> Scope:
        """Where nothing is hidden."""
        return Scope(self, frozenset())

    def _refer(self, ref: ClassRef) -> str:
        if ref.path == self._module.source:
            return ref.name
        self.files.add(ref.path)
        return f"{self.alias_of(ref.path)}.{ref.name}"

    def alias_of(self, path: str) -> str:
        """What this module calls another one; no two have one name, nor has it one of a class.

        A class would take a name that begins with `__` for a private one of its own.
        """
        pieces = self._modules[path].name.split(".")
        if any("__" in f"_{piece}_" for piece in pieces):
            return "_" + "_".join(f"{len(piece)}{piece}" for piece in pieces)
        return "_" + "__".join(pieces)

    def import_of(self, path: str) -> str:
        """`from .. import common as _common`: relative, so that the package can be moved."""
        here = self._module.name.split(".")
        *package, name = self._modules[path].name.split(".")
        shared = 0
        while shared < min(len(here) - 1, len(package)) and here[shared] == package[shared]:
            shared += 1
        dots = "." * (len(here) - shared)
        return f"from {dots}{'.'.join(package[shared:])} import {name} as {self.alias_of(path)}"

    def imports(self) -> list[str]:
        """The imports that the source needs, standard library first."""
        groups = ([n for n in names if _root(n) in self.used] for names in _IMPORTS)
        return ["\n".join(map(_import, names)) for names in groups if names]

    def imported(self) -> set[str]:
        """The names that these imports bind."""
        return {_root(name) for names in _IMPORTS for name in names} & self.used


class Scope(NamedTuple):
    """A place in a module: the body of a class, whose `names` hide words of the module, or none.

    All that is written at the place goes through it, so that what it names is imported.
    """

    spelling: Spelling
    names: frozenset[str]

    def using(self, source: str) -> str:
        """The source with every word that is hidden spelled another way."""
        self.spelling.using(source)
        return _ROOT.sub(lambda m: m[0] if m[2] is None else self._spelled(m[2]), source)

    def _spelled(self, word: str) -> str:
        if word not in self.names:
            return word
        if word in ("property", "tuple"):  # no other name for them does what they do
            return self.using(f"builtins.{word}")
        other = word + "_"
        while other in self.names:
            other += "_"
        self.spelling.hidden[other] = word
        return other

    def spell(self, hint: Hint) -> str:
        """A type as it is written here."""
        return self.using(self.spelling.spell(hint))

    def union(self) -> str:
        """What begins a union that is too long for a line."""
        return self.using("typing.Union")

    def deprecation(self, sentence: str, depth: int) -> str:
        """The decorator, with the sentence that checkers and Python itself tell."""
        name = self.using("typing_extensions.deprecated")
        return "    " * depth + "@" + call(name, [quoted(sentence)], depth, 4 * depth + 1)


def _root(name: str) -> str:
    return name.partition(".")[0]


def _import(name: str) -> str:
    # By this name alone all checkers know it; another one for `typing` would hide it.
    return f"from typing import {name}" if name == "TYPE_CHECKING" else f"import {name}"


def words(hint: str) -> Iterable[str]:
    return (match[2] for match in _ROOT.finditer(hint) if match[2] is not None)
