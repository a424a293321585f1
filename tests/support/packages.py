"""Generated packages, imported."""

from __future__ import annotations

import importlib
import itertools
import pkgutil
import sys
from contextlib import contextmanager
from importlib.util import module_from_spec, spec_from_file_location
from typing import TYPE_CHECKING, Any

from .files import write

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from types import ModuleType

    from realtime_runtime import TopicRef

_numbers = itertools.count()


class Package:
    """A package in any folder, imported under a name that no other has; `with` forgets it."""

    def __init__(self, folder: Path, name: str = "") -> None:
        self.name = name or _new_name()
        spec = spec_from_file_location(
            self.name, folder / "__init__.py", submodule_search_locations=[str(folder)]
        )
        assert spec is not None
        assert spec.loader is not None
        self.root = module_from_spec(spec)
        sys.modules[self.name] = self.root
        spec.loader.exec_module(self.root)

    @classmethod
    def of(cls, files: Mapping[str, str], folder: Path) -> Package:
        """These files as a package below a folder."""
        name = _new_name()
        write(files, folder / name)
        return cls(folder / name, name)

    def module(self, path: str) -> ModuleType:
        """One of its modules: `m`, `chat.m`."""
        return importlib.import_module(f"{self.name}.{path}")

    def modules(self) -> Iterator[ModuleType]:
        """All of its modules."""
        for found in pkgutil.walk_packages(self.root.__path__, f"{self.name}."):
            yield importlib.import_module(found.name)

    def topic(self, module: str, key: str = "it") -> TopicRef[Any, Any]:
        """A topic of the channel that has its module's name."""
        channel = getattr(self.module(module), f"{module}_channel")
        found: TopicRef[Any, Any] = getattr(channel, key)
        return found

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *_: object) -> None:
        forget(self.name)


def _new_name() -> str:
    return f"imported_{next(_numbers)}"


def forget(name: str) -> None:
    """Let another package of this name be imported."""
    for found in _of(name):
        del sys.modules[found]


@contextmanager
def forgotten(name: str) -> Iterator[None]:
    """Within, this is the name of another package; after it, again of the one that it was."""
    before = _of(name)
    forget(name)
    try:
        yield
    finally:
        forget(name)
        sys.modules.update(before)


def _of(name: str) -> dict[str, ModuleType]:
    return {n: m for n, m in sys.modules.items() if n == name or n.startswith(f"{name}.")}
