"""What everything is called in TypeScript, and whatever cannot be called anything."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ...types.naming import capitalised, claim_of, given_away

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...model import Channel, File
    from ...types import Types

INDEX, SHARED, REACT = "index.ts", "_realtime.ts", "react.ts"


def file_name(path: str) -> str:
    """The file that a definition file gives, relative to the output's folder."""
    return f"{stem(path)}.ts"


def stem(path: str) -> str:
    return re.sub(r"\.(ya?ml|json)$", "", path)


def factory_name(channel: Channel) -> str:
    """A name of its own even where it has a capital: a type never begins in lower case."""
    name = capitalised(channel.key)
    return f"{name[:1].lower()}{name[1:]}Channel"


def channel_type(channel: Channel) -> str:
    return f"{capitalised(channel.key)}Channel"


def parameters_type(channel: Channel) -> str:
    return f"{channel_type(channel)}Params"


def channel_types(channel: Channel) -> list[str]:
    """The names of types that a channel takes."""
    return [channel_type(channel), *([parameters_type(channel)] if channel.parameters else [])]


def type_names(files: Iterable[File], types: Types) -> dict[int, str]:
    """The name of each declared type, by its number."""
    found: dict[int, str] = {}
    for file in files:
        numbers = types.of_file.get(file.path, ())
        taken = {name for channel in file.channels for name in channel_types(channel)}
        found |= given_away((claim_of(n, types.declared[n]) for n in numbers), taken)
    return found


def is_name(text: str) -> bool:
    """Whether this can be a type's name. Those of definitions are no words of the language: they
    begin with a capital, or in a script that has none."""
    return text.isidentifier()
