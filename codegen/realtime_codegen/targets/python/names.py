"""What everything is called in Python, and whatever cannot be called anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ...types.naming import Claim, claim_of, digest, given_away
from .identifiers import ClassName, FieldName

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ...model import Channel, File, Topic
    from ...types import Types
    from ...types.data import Alias, Object


CHANNELS = FieldName("CHANNELS")
"""What the package calls all of its channels. No factory is called so: theirs end in _channel."""


def factory_name(channel: Channel) -> FieldName:
    return FieldName.of_key(f"{channel.key}_channel")


def channel_class(channel: Channel) -> ClassName:
    return ClassName.of(channel.key, "channel")


def attribute_name(topic: Topic) -> FieldName:
    """Raises NotAName."""
    return FieldName.of_key(topic.key)


class ClassNames(NamedTuple):
    """The class, and the input's class, of each declared type, by its number."""

    models: Mapping[int, ClassName]
    inputs: Mapping[int, ClassName]


def class_names(files: Iterable[File], types: Types, with_input: frozenset[int]) -> ClassNames:
    """Raises NotAName where a key of the user's own gives no name."""
    models: dict[int, ClassName] = {}
    inputs: dict[int, ClassName] = {}
    for file in files:
        numbers = types.of_file.get(file.path, ())
        taken = {str(channel_class(channel)) for channel in file.channels}
        own = _named([claim_of(number, types.declared[number]) for number in numbers], taken)
        claims = [_input(n, types.declared[n], own[n]) for n in numbers if n in with_input]
        models |= own
        inputs |= _named(claims, taken | {*own.values()})
    return ClassNames(models, inputs)


def _named(claims: list[Claim], taken: set[str]) -> dict[int, ClassName]:
    return {number: ClassName(name) for number, name in given_away(claims, taken).items()}


def _input(number: int, declared: Object | Alias, name: str) -> Claim:
    others = f"{name}InputDict", f"{name}Input_{digest(declared)}"
    return Claim(number, 0, (f"{name}Input", *others))
