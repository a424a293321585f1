"""The messages about changes: whom each breaks, and what to do, beside their codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..diagnostics import Texts, as_error, as_warning

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..diagnostics import Text

SUBSCRIBERS = frozenset({"subscribers"})
"""Subscribers with the old definitions refuse what new publishers may send."""
PUBLISHERS = frozenset({"publishers"})
"""The new definitions refuse what publishers' code could send before."""
BOTH = SUBSCRIBERS | PUBLISHERS


class Change(NamedTuple):
    """Whom a change breaks, and its message."""

    breaks: frozenset[str]
    text: Text


def _subscribers(form: str) -> Change:
    return Change(
        SUBSCRIBERS, as_error(f"{form}; update all subscribers first, then the publishers")
    )


def _publishers(form: str) -> Change:
    return Change(
        PUBLISHERS, as_error(f"{form}; update all publishers first, then the subscribers")
    )


def _both(form: str) -> Change:
    return Change(BOTH, as_error(form))


_GONE = (
    "its subscribers receive no more messages, and code that publishes to it fails; remove it "
    "when nothing publishes or subscribes to it any more"
)
_TOGETHER = "change that code together with this"
_LOOK = "check what is sent, and accept this if it is safe"
_REMOVE_AFTER = "remove it when nothing sends or reads it any more"
_REMOVE_LATE = "make it optional first, update all subscribers, stop sending it, then remove it"
_GONE_CLOSED = '"{key}" is gone, and the object is closed: publishers that send it are refused'
_GONE_OPEN = (
    '"{key}" is gone: type checkers refuse publishers that send it, and running subscribers '
    "refuse the other values that this key may now have"
)

CHANGES = {
    # Channels
    "channel-removed": _both(f'the channel "{{key}}" is gone: {_GONE}'),
    "channel-renamed": _both(
        'the channel "{key}" is "{new}" now: its name on the wire is the same, so messages still '
        f'arrive, but code that uses "{{key}}" fails; {_TOGETHER}'
    ),
    "name-changed": _both(
        'the name "{name}" is "{new}" now: publishers and subscribers of different versions do not '
        "reach each other; add a channel with the new name, publish to both, and remove the old "
        "one when nothing subscribes to it"
    ),
    "parameter-changed": _both(
        'the parameter "{name}" accepts other values now: code that passes the old ones, or reads '
        "them from a name, may fail; add a channel with the new parameter, and remove this one "
        "when nothing uses it"
    ),
    "parameter-changed/gone": _both(
        f'the parameter "{{name}}" is gone: code that passes it fails; {_TOGETHER}'
    ),
    "parameter-changed/new": _both(
        f'the parameter "{{name}}" is new: code that does not pass it fails; {_TOGETHER}'
    ),
    "topic-removed": _both(f'the topic "{{key}}" is gone: {_GONE}'),
    "topic-removed/renamed": _both(
        'the topic "{key}" is gone ("{new}" has its schema now; a topic\'s key is its name on the '
        f"wire): {_GONE}"
    ),
    "validation-changed/on": _publishers(
        "messages are now validated when they are published: publishers that send what the schema "
        "does not accept are refused"
    ),
    "validation-changed/off": _subscribers(
        "messages are no longer validated when they are published, and running subscribers refuse "
        "what the schema does not accept"
    ),
    # Values
    "type-widened": _subscribers("this can be {types} now, and running subscribers refuse that"),
    "type-widened/list": _subscribers(
        "this can be other than {values} now, and running subscribers refuse that"
    ),
    "type-widened/nothing": _subscribers(
        "this accepted no value before, and running subscribers still refuse every value"
    ),
    "type-narrowed": _publishers(
        "this can no longer be {types}: publishers that send it are refused, by type checkers too"
    ),
    "type-narrowed/list": _publishers(
        "this must be one of {values} now: publishers that send others are refused, by type "
        "checkers too"
    ),
    "type-narrowed/nothing": _publishers("this accepts no value now: publishers are refused"),
    "enum-value-added": _subscribers("{value} is a new value, and running subscribers refuse it"),
    "enum-value-removed": _publishers(
        "{value} is no longer a value: publishers that send it are refused, by type checkers too"
    ),
    "branch-added": _subscribers("{branch} is new, and running subscribers refuse it"),
    "branch-removed": _publishers(
        "{branch} is gone: publishers that send it are refused, by type checkers too"
    ),
    # Objects
    "property-required": Change(
        PUBLISHERS,
        as_error(
            '"{key}" is required now: publishers that leave it out are refused, by type checkers '
            "too; keep it optional until all publishers send it"
        ),
    ),
    "property-optional": _subscribers(
        '"{key}" may be left out now, and running subscribers refuse messages without it'
    ),
    "property-removed": _both(f"{_GONE_OPEN}; {_REMOVE_AFTER}"),
    "property-removed/required": _both(f"{_GONE_OPEN}; {_REMOVE_LATE}"),
    "property-removed/closed": Change(PUBLISHERS, as_error(f"{_GONE_CLOSED}; {_REMOVE_AFTER}")),
    "property-removed/closed-patterns": _both(f"{_GONE_CLOSED}; {_REMOVE_AFTER}"),
    "property-removed/closed-required": _both(f"{_GONE_CLOSED}; {_REMOVE_LATE}"),
    "property-added/closed": _subscribers(
        '"{key}" is new, and running subscribers refuse it, because the object was closed'
    ),
    "property-added/open": Change(
        PUBLISHERS,
        as_warning(
            '"{key}" is new in an open object: a publisher that already sends the key with another '
            "value is refused; check for one"
        ),
    ),
    "object-closed": _publishers(
        "the object is closed now: publishers that send other properties are refused, by type "
        "checkers too"
    ),
    "object-opened": _subscribers(
        "the object is open now, and running subscribers refuse other properties"
    ),
    # Constraints
    "constraint-tightened": _publishers(
        "{what}: publishers that send what it excludes are refused"
    ),
    "constraint-loosened": _subscribers(
        "{what}, and running subscribers refuse what it now accepts"
    ),
    "constraint-tightened/contains": _publishers(
        "{keyword} is stricter now: publishers that send what it excludes are refused"
    ),
    "constraint-loosened/contains": _subscribers(
        "{keyword} is less strict now, and running subscribers refuse what it now accepts"
    ),
    "constraint-tightened/dependent": _publishers(
        '"{key}" requires "{needed}" now: publishers that send it without "{needed}" are refused'
    ),
    "constraint-loosened/dependent": _subscribers(
        '"{key}" no longer requires "{needed}", and running subscribers refuse it without'
    ),
    "format-changed": _both(
        "the format was {before} and is {now} now: each version refuses the other's strings; add a "
        "property with another name, and remove this one when nothing sends it"
    ),
    "format-changed/new": _publishers(
        "the format {now} is new: publishers that send other strings are refused, and types may "
        "change"
    ),
    "format-changed/gone": _subscribers(
        "the format {before} is gone, and running subscribers refuse other strings; types may "
        "change"
    ),
    # What a schema alone does not say
    "undecided": _both(
        f'"{{keyword}}" has changed, and the schemas alone do not show whom that breaks; {_LOOK}'
    ),
    "undecided/patterns": _both(
        '"{key}" is new and may match a pattern, so the schemas do not show whom that breaks; '
        f"{_LOOK}"
    ),
    "unused-exception": Change(
        frozenset(),
        as_warning('no finding has the name "{name}"{hint} remove it from accept'),
    ),
}

_FEW = 3


def used_by(topics: Sequence[str]) -> str:
    """The label of the place where a changed definition is used."""
    more = f" and {len(topics) - _FEW} more" if len(topics) > _FEW else ""
    return f"used by {', '.join(topics[:_FEW])}{more}"


TEXTS = Texts({key: change.text for key, change in CHANGES.items()})
