"""Targets that other packages bring: entry points of the group `realtime_codegen.targets`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from ..diagnostics import suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .target import Target

GROUP = "realtime_codegen.targets"


class WrongOption(Exception):
    """A target cannot be made of its table in pyproject.toml. Its message says what is wrong."""


def target_of(name: str, options: Mapping[str, Any]) -> Target:
    """The target of this name, made of the options of its table. Raises WrongOption.

    The entry point names what is called with the options; it may raise WrongOption itself.
    """
    from importlib.metadata import entry_points  # only where one is configured

    found = {entry.name: entry for entry in entry_points(group=GROUP)}
    if name not in found:
        known = suggestion(name, found) or "; install the package that brings it"
        raise WrongOption(f'there is no target "{name}"{known}')
    make = cast("Callable[[Mapping[str, Any]], Target]", found[name].load())
    return make(options)
