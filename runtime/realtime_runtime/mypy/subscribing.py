"""The error of `subscribe` for what is no topic, in place of one that lists all its overloads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy.errorcodes import CALL_OVERLOAD
from mypy.nodes import ARG_POS, ARG_STAR, ARG_STAR2, CallExpr
from mypy.types import (
    AnyType,
    CallableType,
    Instance,
    TupleType,
    TypeOfAny,
    get_proper_type,
)

if TYPE_CHECKING:
    from mypy.plugin import MethodSigContext
    from mypy.types import Type

_REALTIME = "realtime_runtime.realtime.Realtime"
_TOPIC = "realtime_runtime.topics.TopicRef"
_CHANNELS = "realtime_runtime.channels"
_ANY = AnyType(TypeOfAny.special_form)


def of_subscribing(call: MethodSigContext) -> CallableType:
    """`subscribe(topic, ...)`: what stands in the place of a topic, and not all the overloads."""
    signature, context = call.default_signature, call.context
    of = get_proper_type(call.type)
    is_ours = isinstance(of, Instance) and of.type.has_base(_REALTIME)
    if not is_ours or not isinstance(context, CallExpr):
        return signature
    for kind, argument in zip(context.arg_kinds, context.args, strict=True):
        if kind != ARG_POS or not (found := _no_topic(call.api.get_expression_type(argument))):
            continue
        message = f'"subscribe" takes topics such as channel.status, not {found}'
        call.api.fail(message, context, code=CALL_OVERLOAD)
        return signature.copy_modified(
            arg_types=[_ANY, _ANY],
            arg_kinds=[ARG_STAR, ARG_STAR2],
            arg_names=[None, None],
            ret_type=_ANY,
            variables=[],
        )
    return signature


def _no_topic(type_: Type) -> str:
    """What an argument is that is surely no topic; "" for any other."""
    proper = get_proper_type(type_)
    if isinstance(proper, CallableType):
        what = "class" if proper.is_type_obj() else "function"
        return f"the {what} {proper.name or ''}".rstrip()
    if isinstance(proper, TupleType):
        proper = proper.partial_fallback
    if not isinstance(proper, Instance) or proper.type.fallback_to_any:
        return ""
    bases = [base.fullname for base in proper.type.mro]
    if _TOPIC in bases:
        return ""
    if f"{_CHANNELS}.Channel" in bases:
        topics = (name for name, symbol in proper.type.names.items() if _is_topic(symbol.type))
        return f"the channel itself, which has the topics {', '.join(map(repr, topics))}"
    if f"{_CHANNELS}.Topic" in bases:
        return "a topic of the channel's class: read it on a channel"
    if "realtime_runtime.messages.Message" in bases:
        return "a message: leave the data out"
    if "typing.Collection" in bases and "builtins.str" not in bases:
        return f"a {proper.type.name} of them: write topics one after the other"
    return f'"{proper.type.name}"'


def _is_topic(type_: Type | None) -> bool:
    proper = get_proper_type(type_)
    return isinstance(proper, Instance) and proper.type.fullname == f"{_CHANNELS}.Topic"
