"""What people are told of changes: whom each breaks, and the texts, beside their codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..diagnostics import Texts, as_error, as_warning

if TYPE_CHECKING:
    from ..diagnostics import Text

SUBSCRIBERS = frozenset({"subscribers"})
"""Those that still run the old definitions refuse what new publishers may send."""
PUBLISHERS = frozenset({"publishers"})
"""What publishers' code was right to send is refused by the new definitions."""
BOTH = SUBSCRIBERS | PUBLISHERS


class Change(NamedTuple):
    """Whom a change breaks, and what they are told."""

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
    "its subscribers get nothing more, and publishers' code does not run; remove it when nobody "
    "publishes or subscribes any more"
)
_TOGETHER = "change that code together with this"
_LOOK = "look at what is sent, and accept this when it is safe"
_REMOVE_AFTER = "remove it when nobody sends or reads it any more"
_REMOVE_LATE = "make it optional first, update all subscribers, stop sending it, then remove it"
_GONE_CLOSED = '"{key}" is gone, and the object is closed: publishers that send it are refused'
_GONE_OPEN = (
    '"{key}" is gone: publishers that send it are refused by type checkers, and what others may '
    "send as that key now, running subscribers refuse"
)

CHANGES = {
    # Channels
    "channel-removed": _both(f'the channel "{{key}}" is gone: {_GONE}'),
    "channel-renamed": _both(
        'the channel "{key}" is "{new}" now: its name on the wire is the same, so messages arrive, '
        f'but code that uses "{{key}}" does not run; {_TOGETHER}'
    ),
    "name-changed": _both(
        'the name "{name}" is "{new}" now: publishers and subscribers of different versions do not '
        "meet; add a channel of that name, publish to both, and remove the old one when nobody "
        "subscribes to it"
    ),
    "parameter-changed": _both(
        'the parameter "{name}" admits other values now: code that passes the old ones, or reads '
        "them from a name, may be refused; add a channel with the new parameter, and remove this "
        "one when nobody uses it"
    ),
    "parameter-changed/gone": _both(
        f'the parameter "{{name}}" is gone: code that passes it is refused; {_TOGETHER}'
    ),
    "parameter-changed/new": _both(
        f'the parameter "{{name}}" is new: code that does not pass it is refused; {_TOGETHER}'
    ),
    "topic-removed": _both(f'the topic "{{key}}" is gone: {_GONE}'),
    "topic-removed/renamed": _both(
        'the topic "{key}" is gone ("{new}" has its schema now; a topic\'s key is its name on the '
        f"wire): {_GONE}"
    ),
    "validation-changed/on": _publishers(
        "messages are validated when they are published now: publishers that send what the schema "
        "does not admit are refused"
    ),
    "validation-changed/off": _subscribers(
        "messages are not validated any more when they are published, and running subscribers "
        "refuse what the schema does not admit"
    ),
    # Values
    "type-widened": _subscribers("this may be {types} now, and running subscribers refuse that"),
    "type-widened/list": _subscribers(
        "this may be more than {values} now, and running subscribers refuse that"
    ),
    "type-widened/nothing": _subscribers("this was refused, and running subscribers still do so"),
    "type-narrowed": _publishers(
        "this cannot be {types} any more: publishers that send it are refused, by type checkers too"
    ),
    "type-narrowed/list": _publishers(
        "this is one of {values} now: publishers that send others are refused, by type checkers too"
    ),
    "type-narrowed/nothing": _publishers("nothing is admitted here now: publishers are refused"),
    "enum-value-added": _subscribers("{value} is a new value, and running subscribers refuse it"),
    "enum-value-removed": _publishers(
        "{value} is no value any more: publishers that send it are refused, by type checkers too"
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
            '"{key}" is new, and the object was open: a publisher that sends the key already, as '
            "something else, is refused; look for one"
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
        "{what}: publishers that send more than that admits are refused"
    ),
    "constraint-loosened": _subscribers(
        "{what}, and running subscribers refuse what that lets through"
    ),
    "constraint-tightened/contains": _publishers(
        "{keyword} asks for more now: publishers that send otherwise are refused"
    ),
    "constraint-loosened/contains": _subscribers(
        "{keyword} asks for less now, and running subscribers ask for more"
    ),
    "constraint-tightened/dependent": _publishers(
        'with "{key}" there must be "{needed}" now: publishers that send one without the other are '
        "refused"
    ),
    "constraint-loosened/dependent": _subscribers(
        '"{key}" may come without "{needed}" now, and running subscribers refuse that'
    ),
    "format-changed": _both(
        "the format was {before} and is {now} now: neither side understands the other; add a "
        "property of another name, and remove this one when nobody sends it"
    ),
    "format-changed/new": _publishers(
        "this has the format {now} now: publishers that send other strings are refused, and types "
        "may change"
    ),
    "format-changed/gone": _subscribers(
        "the format {before} is gone, and running subscribers refuse other strings; types may "
        "change"
    ),
    # What a schema alone does not say
    "undecided": _both(
        '"{keyword}" has changed, and nobody can tell from the schemas alone whom that breaks; '
        f"{_LOOK}"
    ),
    "undecided/patterns": _both(
        '"{key}" is new, and patterns may speak of it, so nobody can tell whom that breaks; '
        f"{_LOOK}"
    ),
    "unused-exception": Change(
        frozenset(),
        as_warning('nothing is found that is named "{name}"{hint} remove it from accept'),
    ),
}

TEXTS = Texts({key: change.text for key, change in CHANGES.items()})
