"""The errors of `subscribe` and `publish` for what is no topic, in place of mypy's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mypy.errorcodes import ARG_TYPE, CALL_OVERLOAD
from mypy.nodes import ARG_POS, ARG_STAR, ARG_STAR2, CallExpr, MemberExpr, NameExpr
from mypy.types import (
    AnyType,
    CallableType,
    Instance,
    TupleType,
    TypeOfAny,
    get_proper_type,
)

if TYPE_CHECKING:
    from typing import TypeAlias

    from mypy.errorcodes import ErrorCode
    from mypy.plugin import FunctionSigContext, MethodSigContext
    from mypy.types import ProperType, Type

    Call: TypeAlias = FunctionSigContext | MethodSigContext

_REALTIME = "realtime_runtime.realtime.Realtime"
_TOPIC = "realtime_runtime.topics.TopicRef"
_CHANNELS = "realtime_runtime.channels"


class _Ways(NamedTuple):
    """What to write in place of a message, and of a list of topics."""

    of_message: str
    of_several: str


_TO_SUBSCRIBE = _Ways("leave the data out", "write topics one after the other")
_TO_PUBLISH = _Ways("write the topic, and the data after it", "publish to each by itself")
_ANY = AnyType(TypeOfAny.special_form)


def of_subscribing(call: MethodSigContext) -> CallableType:
    """`subscribe(topic, ...)`: what stands in the place of a topic, and not all the overloads."""
    signature, context = call.default_signature, call.context
    of = get_proper_type(call.type)
    is_ours = isinstance(of, Instance) and of.type.has_base(_REALTIME)
    if not is_ours or not isinstance(context, CallExpr):
        return signature
    for kind, argument in zip(context.arg_kinds, context.args, strict=True):
        if kind != ARG_POS:
            continue
        found = _no_topic(call.api.get_expression_type(argument), _TO_SUBSCRIBE)
        if found is not None:
            return _refused(call, f"topics such as channel.status, not {found}", CALL_OVERLOAD)
    return signature


def publishing_without_topic(call: Call, given: ProperType) -> CallableType:
    """`publish(x, ...)` of what is surely no topic: what it is, and not a `Callable` it is not.

    Whatever can be called may make a message, and of a mapping, which is data, another argument
    is missing: mypy says so.
    """
    if not isinstance(given, Instance) or given.type.has_readable_member("__call__"):
        return call.default_signature
    found = None if given.type.has_base("typing.Mapping") else _no_topic(given, _TO_PUBLISH)
    if found is None:
        return call.default_signature
    return _refused(call, f"a topic such as channel.status, not {found}", ARG_TYPE)


def _refused(call: Call, takes: str, code: ErrorCode) -> CallableType:
    """A signature that takes anything, since what is wrong of the call is reported here."""
    context = call.context
    callee = context.callee if isinstance(context, CallExpr) else None
    name = callee.name if isinstance(callee, MemberExpr | NameExpr) else "it"
    call.api.fail(f'"{name}" takes {takes}', context, code=code)
    return call.default_signature.copy_modified(
        arg_types=[_ANY, _ANY],
        arg_kinds=[ARG_STAR, ARG_STAR2],
        arg_names=[None, None],
        ret_type=_ANY,
        variables=[],
    )


def _no_topic(type_: Type, ways: _Ways) -> str | None:
    """What an argument is that is surely no topic; None for any other."""
    proper = get_proper_type(type_)
    if isinstance(proper, CallableType):
        what = "class" if proper.is_type_obj() else "function"
        return f"the {what} {proper.name or ''}".rstrip()
    if isinstance(proper, TupleType):
        proper = proper.partial_fallback
    if not isinstance(proper, Instance) or proper.type.fallback_to_any:
        return None
    bases = [base.fullname for base in proper.type.mro]
    if _TOPIC in bases:
        return None
    if f"{_CHANNELS}.Channel" in bases:
        topics = (name for name, symbol in proper.type.names.items() if _is_topic(symbol.type))
        return f"the channel itself, which has the topics {', '.join(map(repr, topics))}"
    if f"{_CHANNELS}.Topic" in bases:
        return "a topic of the channel's class: read it on a channel"
    if "realtime_runtime.messages.Message" in bases:
        return f"a message: {ways.of_message}"
    if "typing.Collection" in bases and "builtins.str" not in bases:
        return f"a {proper.type.name} of them: {ways.of_several}"
    return f'"{proper.type.name}"'


def _is_topic(type_: Type | None) -> bool:
    proper = get_proper_type(type_)
    return isinstance(proper, Instance) and proper.type.fullname == f"{_CHANNELS}.Topic"
