"""Scope: what one module calls things, and what its own names hide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import runtime
from .expressions import ClassRef, Name, renamed
from .source import Hint, call, quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from .expressions import Expression
    from .identifiers import ModuleName

_IMPORTS = (
    ("builtins", "collections.abc", "datetime", "typing", "uuid", "TYPE_CHECKING"),
    ("pydantic", runtime.MODULE, "typing_extensions"),
)


_UNION = "typing.Union"
# Modules that have one name: no part of another, and no name from one.
_ALONE = frozenset({"builtins", "datetime", "typing", "uuid", *_IMPORTS[1]})


class Scope:
    """The names of one module.

    They are taken from modules (`typing.Literal`), so that no name from a definition can hide
    one. Inside a class, a field may still hide what its type needs (`date: date`): such a name is
    spelled `date_` there, and the module says what `date_` is.

    Every name that the source uses is asked for here, so that it is imported. `files` are the
    other definition files that the module needs; `hidden` the names that it spells otherwise, by
    what it calls them.
    """

    def __init__(self, path: str, modules: Mapping[str, ModuleName]) -> None:
        self.path = path
        self._modules = modules
        self.files: set[str] = set()
        self.hidden: dict[str, str] = {}
        self._used: set[str] = set()  # the roots of names
        self._hints: dict[Expression, Hint] = {}  # as they are where nothing is hidden

    def name(self, text: str, members: Collection[str] = ()) -> str:
        """The name to write among these members of a class."""
        return self._escaped(members, Name(text)).text

    def hint(self, expression: Expression, members: Collection[str] = ()) -> Hint:
        """The type to write among these members of a class."""
        hint = self._hints.get(expression)
        if hint is None:
            spelled = renamed(expression, self._spelled)
            hint = self._hints[expression] = Hint(spelled, lambda: self.name(_UNION))
        if hint.roots.isdisjoint(members) and "typing" not in members:
            self._used |= hint.roots
            return hint
        escaped = renamed(expression, lambda name: self._escaped(members, self._spelled(name)))
        return Hint(escaped, lambda: self.name(_UNION, members))

    def _spelled(self, name: Name | ClassRef) -> Name:
        if isinstance(name, Name):
            return name
        if name.path == self.path:
            return Name(name.name)
        self.files.add(name.path)
        return Name(f"{self.alias_of(name.path)}.{name.name}")

    def _escaped(self, members: Collection[str], name: Name) -> Name:
        """The name with another root, if a member of the class hides it."""
        root = name.root
        if root not in members:
            self._used.add(root)
            return name
        if root in ("property", "tuple"):  # no other name for them does what they do
            return self._escaped(members, Name(f"builtins.{name.text}"))
        other = root + "_"
        while other in members:
            other += "_"
        self.hidden[other] = root
        if root not in _ALONE:
            self._used.add(root)
        return Name(other + name.text[len(root) :])

    def alias_of(self, path: str) -> str:
        """What this module calls another one; no two have one name, nor has it one of a class.

        A class would take a name that begins with `__` for a private one of its own.
        """
        pieces = self._modules[path].split(".")
        if any("__" in f"_{piece}_" for piece in pieces):
            return "_" + "_".join(f"{len(piece)}{piece}" for piece in pieces)
        return "_" + "__".join(pieces)

    def import_of(self, path: str) -> str:
        """`from .. import common as _common`: relative, so that the package can be moved."""
        dots, (*package, name) = self._relative(path)
        return f"from {dots}{'.'.join(package)} import {name} as {self.alias_of(path)}"

    def import_by_name(self, ref: ClassRef, name: str) -> str:
        """`from ..common import Event as _common__Event_`."""
        dots, module = self._relative(ref.path)
        return f"from {dots}{'.'.join(module)} import {ref.name} as {name}"

    def _relative(self, path: str) -> tuple[str, list[str]]:
        """Another module from this one: the dots to the package of both, and the names below."""
        here, there = (self._modules[one].split(".") for one in (self.path, path))
        shared = 0
        while shared < min(len(here), len(there)) - 1 and here[shared] == there[shared]:
            shared += 1
        return "." * (len(here) - shared), there[shared:]

    def imported(self) -> list[str]:
        """The names that the imports bind."""
        names = [name for group in _IMPORTS for name in group]
        return [root for name in names if (root := name.partition(".")[0]) in self._used]

    def imports(self) -> list[str]:
        """The imports that the source needs, standard library first.

        A module that a class hides is imported under its other name too: of a name that is only
        assigned, pyrefly does not know what `Literal` is.
        """
        groups = ([line for n in names for line in self._imports_of(n)] for names in _IMPORTS)
        return ["\n".join(lines) for lines in groups if lines]

    def _imports_of(self, name: str) -> Iterator[str]:
        if name.partition(".")[0] in self._used:
            yield _import(name)
        for other, word in self.hidden.items():
            if word == name in _ALONE:
                yield f"import {name} as {other}"

    def assigned(self) -> list[tuple[str, str]]:
        """The other names that no import gives, each with the word that it stands for."""
        return [(other, word) for other, word in self.hidden.items() if word not in _ALONE]

    def deprecation(self, sentence: str, members: Collection[str], depth: int) -> str:
        """The decorator, with the sentence that checkers and Python report."""
        name = self.name("typing_extensions.deprecated", members)
        return "    " * depth + "@" + call(name, [quoted(sentence)], depth, 4 * depth + 1)


def _import(name: str) -> str:
    # By this name alone all checkers know it; another one for `typing` would hide it.
    return f"from typing import {name}" if name == "TYPE_CHECKING" else f"import {name}"
