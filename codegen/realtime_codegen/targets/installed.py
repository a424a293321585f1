"""Targets by their names: our own, and those that other packages bring by entry points of the
group `realtime_codegen.targets`."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ..fingerprints import of_files
from .guarded import Guarded, blamed, on_one_line
from .target import Target, WrongOption

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from importlib.metadata import EntryPoint

GROUP = "realtime_codegen.targets"
OWN = "python"
"""The target that every run has: the folder of this package that has it."""

BUILT_IN = {"typescript": "TypeScriptTarget"}
"""Our other targets, each in the folder of its name: what is called with its options."""


_OTHERWISE = dict.fromkeys(("javascript", "js", "ts"), "typescript")


def nearest_target(name: str, others: Iterable[str] = ()) -> str | None:
    """The target that a name means, one of ours or of `others`; None where none is near."""
    from difflib import get_close_matches  # with a problem alone

    if name.lower() in _OTHERWISE:
        return _OTHERWISE[name.lower()]
    return next(iter(get_close_matches(name, [*BUILT_IN, *others], n=1)), None)


def own_target() -> Target:
    return cast("Target", import_module(f"{__package__}.{OWN}").PythonTarget())


def target_of(name: str, options: Mapping[str, Any]) -> Target:
    """The target of this name, made of the options of its table.

    The entry point names what is called with the options; it may raise WrongOption itself.
    Raises WrongOption, TargetFailed.
    """
    if name in BUILT_IN:
        make = getattr(import_module(f"{__package__}.{name}"), BUILT_IN[name])
        return cast("Target", make(options))
    entry = _entry(name)
    whose = f'the target "{name}" of the package {_package(entry)}'
    try:
        with blamed(whose, WrongOption):
            # Before the code runs: if it is changed meanwhile, the next run will see that.
            depends = (_package(entry), repr(options), *_code(entry.module))
            target = entry.load()(options)
    except WrongOption as error:
        why = on_one_line(str(error)) or f"{whose} refuses these options, and does not say why"
        raise WrongOption(why) from error
    return Guarded(whose, target, depends)


def _entry(name: str) -> EntryPoint:
    """The only entry point of this name. Raises WrongOption."""
    from importlib.metadata import entry_points  # only where one is configured

    entries = entry_points(group=GROUP)
    found = entries.select(name=name)
    packages = " and ".join(sorted(map(_package, found)))
    if name == OWN:
        other = f"; the package {packages} must name its target otherwise" if found else ""
        message = 'is realtime-codegen\'s own, and "output" in [tool.realtime-codegen] its folder'
        raise WrongOption(f'the target "{name}" {message}{other}')
    if len(found) > 1:
        raise WrongOption(f'the packages {packages} both bring a target "{name}"; uninstall one')
    if not found:
        near = nearest_target(name, entries.names)
        way = f'did you mean "{near}"?' if near else "install the package that brings it"
        raise WrongOption(f'there is no target "{name}"; {way}')
    return next(iter(found))


def _package(entry: EntryPoint) -> str:
    """The name and the version of the distribution that an entry point is of."""
    assert entry.dist is not None, "entry_points() gives each its distribution"
    return f"{entry.dist.name} {entry.dist.version}"


def _code(module: str) -> Iterator[str]:
    """The files of the package that a module is in, whose version may stay when they change."""
    from importlib.util import find_spec

    parts = module.split(".")
    for number in range(1, len(parts) + 1):
        spec = find_spec(".".join(parts[:number]))
        if spec is None:
            return
        if spec.origin is not None:  # else others may share the name, a namespace
            for place in spec.submodule_search_locations or [spec.origin]:
                yield from of_files(Path(place))
            return
