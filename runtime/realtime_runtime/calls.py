"""Calls of publishing methods: what they were given, and how they are shown."""

from __future__ import annotations

from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from .mistakes import without_data
from .topics import topic_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from .messages import Message

P = ParamSpec("P")
A = TypeVar("A")
TFunction = TypeVar("TFunction", bound="Callable[..., Any]")


def with_signature(*names: str) -> Callable[[TFunction], TFunction]:
    """Show these parameters in help() and in editors, where the code says `*args: P.args`."""

    def show(function: TFunction) -> TFunction:
        parameters = [Parameter(name, Parameter.POSITIONAL_OR_KEYWORD) for name in names]
        cast("Any", function).__signature__ = Signature(parameters)
        return function

    return show


def message_of(
    topic: Callable[P, Message[A]],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    method: str = "publish",
) -> Message[A]:
    """The message that a publishing method was asked to send.

    Raises TypeError when it was not given a topic and its data, InvalidPayload for its data.
    """
    check_call(topic, args, kwargs, method)
    return topic(*args, **kwargs)


def check_call(
    topic: Callable[..., Message[Any]],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    method: str = "publish",
) -> None:
    """Raise TypeError where a publishing method was not given a topic and its data."""
    topic_of(topic, method)
    if len(args) + len(kwargs) != 1 or (kwargs and not kwargs.keys() <= {"data", "make"}):
        raise without_data(method, kwargs)
