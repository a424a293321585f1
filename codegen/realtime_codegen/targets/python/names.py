"""What everything is called in Python, and whatever cannot be called anything.

A name that the user's keys make is theirs: two of them that need one are a problem. A name that
was made up, of an inner object or of an input, gives way, by a rule that knows no order.
"""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from .identifiers import ClassName, FieldName

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ...model import Channel, File, Topic
    from ...types import Types
    from ...types.data import Alias, Object


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
        own = _given_away([_model(number, types.declared[number]) for number in numbers], taken)
        claims = [_input(n, types.declared[n], own[n]) for n in numbers if n in with_input]
        models |= own
        inputs |= _given_away(claims, taken | {*own.values()})
    return ClassNames(models, inputs)


class _Claim(NamedTuple):
    """What needs a name, and those that it would take, best first."""

    number: int
    rank: int
    names: tuple[str, ...]


_RANKS = {"property": 1, "item": 2, "value": 2, "part": 2, "branch": 3, "object": 4}


def _model(number: int, declared: Object | Alias) -> _Claim:
    name = str(ClassName.of(*declared.path.words))
    if not declared.path.steps:
        return _Claim(number, 0, (name,))
    kind = declared.path.steps[-1].kind
    others = f"{name}{kind.capitalize()}", f"{name}_{_digest(declared)}"
    return _Claim(number, _RANKS[kind], (name, *others))


def _input(number: int, declared: Object | Alias, name: str) -> _Claim:
    others = f"{name}InputDict", f"{name}Input_{_digest(declared)}"
    return _Claim(number, 0, (f"{name}Input", *others))


def _digest(declared: Object | Alias) -> str:
    steps = (f"{step.kind} {step.word}" for step in declared.path.steps)
    return sha256("\n".join((*declared.path.root, *steps)).encode()).hexdigest()[:8]


def _given_away(claims: list[_Claim], taken: set[str]) -> dict[int, ClassName]:
    """Each claim's name. Those of one rank that want the same name all take their next one."""
    found: dict[int, ClassName] = {}
    taken = set(taken)
    for rank in sorted({claim.rank for claim in claims}):
        waiting = [(claim, claim.names) for claim in claims if claim.rank == rank]
        while waiting:
            wanted = Counter(names[0] for _, names in waiting)
            settled = [
                (claim, names[0])
                for claim, names in waiting
                if len(names) == 1 or (wanted[names[0]] == 1 and names[0] not in taken)
            ]
            found |= {claim.number: ClassName(name) for claim, name in settled}
            taken |= {name for _, name in settled}
            waiting = [(c, names[1:]) for c, names in waiting if c.number not in found]
    return found
