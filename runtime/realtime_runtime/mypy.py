"""A plugin of mypy's: errors that point at the key of a payload, at its own line.

`plugins = ["realtime_runtime.mypy"]` under `[tool.mypy]`. Without it mypy accepts and refuses the
same payloads, and says of a wrong one that a dict is not the union of a model and a TypedDict.
With it a dict display is compared with the TypedDict alone: of a union, with the one that the
display's tag names. Source of the hooks: mypy's manual, "Extending mypy using plugins".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy.errorcodes import TYPEDDICT_ITEM, TYPEDDICT_UNKNOWN_KEY
from mypy.nodes import ARG_POS, ARG_STAR, DictExpr, ListExpr, StrExpr, TypeInfo
from mypy.plugin import Plugin
from mypy.types import (
    AnyType,
    CallableType,
    Instance,
    LiteralType,
    NoneType,
    TypedDictType,
    TypeOfAny,
    UninhabitedType,
    UnionType,
    get_proper_type,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mypy.nodes import Expression
    from mypy.plugin import CheckerPluginInterface, MethodSigContext
    from mypy.types import FunctionLike, Type

_PUBLISHING = ("publish", "publish_sync")
_TOPIC = "realtime_runtime.topics.TopicRef"
_LISTS = ("builtins.list", "typing.Sequence")
# What takes a dict display beside a TypedDict. A generated model does not.
_MAPPINGS = ("builtins.dict", "builtins.object", "typing.Mapping", "typing.MutableMapping")


_CHECKED = AnyType(TypeOfAny.special_form)
"""The type for what the plugin has compared."""


class RealtimePlugin(Plugin):
    """Gives the data of a publishing call the type that a dict display is compared with."""

    def get_method_signature_hook(
        self, fullname: str
    ) -> Callable[[MethodSigContext], FunctionLike] | None:
        if fullname == f"{_TOPIC}.__call__":
            return _of_topic
        of, _, method = fullname.rpartition(".")
        if method in _PUBLISHING and of.startswith("realtime_runtime."):
            return _of_publishing
        return None


def plugin(version: str) -> type[Plugin]:
    """What mypy asks a plugin's module for."""
    return RealtimePlugin


def _of_topic(context: MethodSigContext) -> CallableType:
    """`topic(data)`."""
    signature = context.default_signature
    data = context.args[0] if context.args else []
    if len(data) != 1 or not _Displays(context.api).are_told_of(signature.arg_types[0], data[0]):
        return signature
    return signature.copy_modified(arg_types=[_CHECKED])


def _of_publishing(context: MethodSigContext) -> CallableType:
    """`publish(topic, data)`, and `publish(id, topic, data)` of a step."""
    signature = context.default_signature
    if "topic" not in signature.arg_names or ARG_STAR not in signature.arg_kinds:
        return signature
    at = signature.arg_names.index("topic")
    topics, data = context.args[at], [one for args in context.args[at + 1 :] for one in args]
    if len(topics) != 1 or len(data) != 1:
        return signature
    topic = get_proper_type(context.api.get_expression_type(topics[0]))
    if not isinstance(topic, Instance) or topic.type.fullname != _TOPIC:
        return signature
    if not _Displays(context.api).are_told_of(UnionType.make_union(topic.args[:2]), data[0]):
        return signature
    return signature.copy_modified(
        arg_types=[*signature.arg_types[: at + 1], _CHECKED],
        arg_kinds=[*signature.arg_kinds[: at + 1], ARG_POS],
        arg_names=[*signature.arg_names[: at + 1], "data"],
    )


class _Displays:
    """Tells of what mypy would tell of elsewhere, and gives the types that displays are compared
    with."""

    def __init__(self, api: CheckerPluginInterface) -> None:
        self._api = api

    def are_told_of(self, type_: Type, expression: Expression) -> bool:
        """Compare an expression; False where mypy itself says most."""
        expected = self.expected(type_, expression)
        if expected is not type_:
            self._api.get_expression_type(expression, expected)
        return expected is not type_

    def expected(self, type_: Type, expression: Expression) -> Type:
        """What to compare an expression with; `type_` itself where that says most."""
        if isinstance(expression, ListExpr):
            return self._of_items(type_, expression)
        if not isinstance(expression, DictExpr):
            return type_
        candidates = _candidates(type_, expression)
        found = [one for one in candidates if not _wrong_tags(one, expression)]
        if len(found) == 1:
            return self._of_keys(found[0], expression)
        return type_ if found else self._of_no_tag(type_, candidates, expression)

    def _of_keys(self, type_: TypedDictType, display: DictExpr) -> TypedDictType:
        items = dict(type_.items)
        for key, value in _entries(display):
            if key.value in type_.items:
                items[key.value] = self.expected(items[key.value], value)
            else:
                message = f'Extra key "{key.value}" for TypedDict "{type_.fallback.type.name}"'
                self._api.fail(message, key, code=TYPEDDICT_UNKNOWN_KEY)
                items[key.value] = AnyType(TypeOfAny.from_error)
        return _with_items(type_, items)

    def _of_no_tag(self, type_: Type, candidates: list[TypedDictType], display: DictExpr) -> Type:
        wrong = [_wrong_tags(one, display) for one in candidates]
        for key, tag in (wrong[0] if wrong else {}).items():
            if all(key in others for others in wrong):
                known = [value for one in candidates for value in _literals(one.items[key])]
                has, type_of = f"Literal[{tag.value!r}]", f"Literal[{', '.join(map(repr, known))}]"
                message = (
                    f'Incompatible types (expression has type "{has}", TypedDict item "{key}" has '
                    f'type "{type_of}")'
                )
                self._api.fail(message, tag, code=TYPEDDICT_ITEM)
                return AnyType(TypeOfAny.from_error)
        return type_

    def _of_items(self, type_: Type, display: ListExpr) -> Type:
        """Each display in a list is compared with a type of its own."""
        for item_type in _item_types(type_):
            if display.items and all(_is_told(item_type, item) for item in display.items):
                for item in display.items:
                    self._api.get_expression_type(item, self.expected(item_type, item))
                return _CHECKED
        return type_


def _is_told(type_: Type, expression: Expression) -> bool:
    """Whether a display says what it is to be compared with."""
    if isinstance(expression, ListExpr):
        return any(
            expression.items and all(_is_told(item_type, item) for item in expression.items)
            for item_type in _item_types(type_)
        )
    if not isinstance(expression, DictExpr):
        return False
    found = [one for one in _candidates(type_, expression) if not _wrong_tags(one, expression)]
    return len(found) == 1


def _candidates(type_: Type, display: DictExpr) -> list[TypedDictType]:
    """The TypedDicts of a type, where nothing else in it takes the display."""
    members = list(_members(type_))
    if len(_entries(display)) < len(display.items) or any(map(_takes_mappings, members)):
        return []
    return [member for member in members if isinstance(member, TypedDictType)]


def _entries(display: DictExpr) -> list[tuple[StrExpr, Expression]]:
    """Those whose key is a string."""
    return [(key, value) for key, value in display.items if isinstance(key, StrExpr)]


def _wrong_tags(type_: TypedDictType, display: DictExpr) -> dict[str, StrExpr]:
    """The strings in a display that a Literal of the TypedDict refuses, by their keys."""
    wrong: dict[str, StrExpr] = {}
    for key, value in _entries(display):
        known = _literals(type_.items[key.value]) if key.value in type_.items else []
        if known and isinstance(value, StrExpr) and value.value not in known:
            wrong[key.value] = value
    return wrong


def _literals(type_: Type) -> list[object]:
    """The values of a Literal; none where a type is anything else, or more."""
    members = list(_members(type_))
    values = [member.value for member in members if isinstance(member, LiteralType)]
    return list(values) if len(values) == len(members) else []


def _item_types(type_: Type) -> Iterator[Type]:
    for member in _members(type_):
        if isinstance(member, Instance) and member.type.fullname in _LISTS:
            yield member.args[0]


def _members(type_: Type) -> Iterator[Type]:
    """The types of a union, those of unions inside it too."""
    proper = get_proper_type(type_)
    if isinstance(proper, UnionType):
        for item in proper.items:
            yield from _members(item)
    else:
        yield proper


def _takes_mappings(type_: Type) -> bool:
    """Whether a dict display may be a value of this type, which is no TypedDict."""
    if isinstance(type_, Instance):
        return type_.type.fullname in _MAPPINGS or type_.type.is_protocol
    return not isinstance(type_, TypedDictType | LiteralType | NoneType | UninhabitedType)


def _with_items(type_: TypedDictType, items: dict[str, Type]) -> TypedDictType:
    """A TypedDict of the same name with other items.

    mypy takes the items of a class from its definition, so this one has a class of its own.
    """
    info = type_.fallback.type
    own = TypeInfo(info.names, info.defn, info.module_name)
    own.mro, own.bases = info.mro, info.bases
    required, read_only = type_.required_keys, type_.readonly_keys
    found = TypedDictType(items, required, read_only, Instance(own, []))
    own.typeddict_type = found
    return found
