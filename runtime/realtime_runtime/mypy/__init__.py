"""A plugin of mypy's: errors that point at the key of a payload, at its own line.

`plugins = ["realtime_runtime.mypy"]` under `[tool.mypy]`. Without it mypy accepts and refuses the
same payloads, and says of a wrong one that a dict is not the union of a model and a TypedDict.
With it a dict display is compared with the TypedDict alone: of a union, with the one that the
display's tag names. It says what is no topic, where mypy speaks of overloads or of a `Callable`.
Source of the hooks: mypy's manual, "Extending mypy using plugins".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from mypy.errorcodes import TYPEDDICT_UNKNOWN_KEY
from mypy.nodes import (
    ARG_POS,
    ARG_STAR,
    Block,
    CallExpr,
    ClassDef,
    DictExpr,
    IntExpr,
    LambdaExpr,
    ListExpr,
    StrExpr,
    TypeInfo,
)
from mypy.plugin import Plugin
from mypy.types import (
    AnyType,
    CallableType,
    Instance,
    LiteralType,
    NoneType,
    TupleType,
    TypedDictType,
    TypeOfAny,
    UninhabitedType,
    UnionType,
    get_proper_type,
)

from .topics import of_subscribing, publishing_without_topic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from mypy.nodes import Expression
    from mypy.plugin import CheckerPluginInterface, FunctionSigContext, MethodSigContext
    from mypy.types import FunctionLike, ProperType, Type

    Call: TypeAlias = FunctionSigContext | MethodSigContext

_TOPIC = "realtime_runtime.topics.TopicRef"
_ANY = AnyType(TypeOfAny.special_form)


class RealtimePlugin(Plugin):
    """Gives the data of a publishing call the type that a display is compared with, and says what
    is no topic."""

    def get_method_signature_hook(
        self, fullname: str
    ) -> Callable[[MethodSigContext], FunctionLike] | None:
        if fullname in (f"{_TOPIC}.__call__", f"{_TOPIC}.lazy"):
            return _of_topic
        if fullname.endswith(".subscribe"):
            return of_subscribing
        return self.get_function_signature_hook(fullname)

    def get_function_signature_hook(self, fullname: str) -> Callable[[Call], FunctionLike] | None:
        return _of_publishing if "publish" in fullname.rpartition(".")[2] else None


def plugin(version: str) -> type[Plugin]:
    """What mypy asks a plugin's module for."""
    return RealtimePlugin


def _of_topic(call: Call) -> CallableType:
    """`topic(data)`, and `topic.lazy(make)`."""
    signature = call.default_signature
    return _with_argument(call, 0, signature.arg_types[0], signature.arg_names[0])


def _of_publishing(call: Call) -> CallableType:
    """`publish(topic, data)`, and whatever takes a topic and the topic's own arguments."""
    signature, passed = call.default_signature, call.default_signature.param_spec()
    for at, type_ in enumerate(signature.arg_types if passed else ()):
        taken = get_proper_type(type_)
        own = taken.param_spec() if isinstance(taken, CallableType) else None
        is_alone = isinstance(taken, CallableType) and len(taken.arg_kinds) == 2
        is_next = signature.arg_kinds[at + 1 : at + 2] == [ARG_STAR]
        if own and passed and own.id == passed.id and call.args[at] and is_alone and is_next:
            topic = get_proper_type(call.api.get_expression_type(call.args[at][0]))
            if isinstance(topic, Instance) and topic.type.fullname == _TOPIC:
                return _with_argument(call, at + 1, UnionType.make_union(topic.args[:2]), "data")
            if isinstance(topic, CallableType) and topic.arg_kinds == [ARG_POS]:
                return _with_argument(call, at + 1, topic.arg_types[0], topic.arg_names[0])
            return publishing_without_topic(call, topic)
    return signature


def _with_argument(call: Call, at: int, type_: Type, name: str | None) -> CallableType:
    """The signature with one parameter from `at` on, whose type says most of its argument."""
    signature = call.default_signature
    given = [expression for expressions in call.args[at:] for expression in expressions]
    if len(given) != 1 or not isinstance(call.context, CallExpr):
        return signature
    if any(kind.is_star() for kind in call.context.arg_kinds):
        return signature
    expected = _Displays(call.api).expected(type_, given[0])
    if expected is type_:
        return signature
    return signature.copy_modified(
        arg_types=[*signature.arg_types[:at], expected],
        arg_kinds=[*signature.arg_kinds[:at], ARG_POS],
        arg_names=[*signature.arg_names[:at], name],
    )


class _Displays:
    """The types that displays are compared with, so that mypy says most of what is wrong."""

    def __init__(self, api: CheckerPluginInterface) -> None:
        self._api = api
        self._bases = {
            DictExpr: api.named_generic_type("builtins.dict", [_ANY, _ANY]).type.mro,
            ListExpr: api.named_generic_type("builtins.list", [_ANY]).type.mro,
        }

    def expected(self, type_: Type, expression: Expression) -> Type:
        """What mypy is to compare an expression with; `type_` itself where that says most.

        An extra key is reported here, at its own line. The values of a list or a map are compared
        here, each with a type of its own.
        """
        proper = get_proper_type(type_)
        if isinstance(expression, LambdaExpr) and isinstance(proper, CallableType):
            made = self.expected(proper.ret_type, expression.expr())
            return type_ if made is proper.ret_type else proper.copy_modified(ret_type=made)
        found = self._found(type_, expression)
        if isinstance(found, TypedDictType) and isinstance(expression, DictExpr):
            return self._of_keys(found, expression)
        if isinstance(found, Instance):
            value_type, values = self._values(found, expression)
            for value in values:
                self._api.get_expression_type(value, self.expected(value_type, value))
            return _ANY
        return type_

    def _of_keys(self, type_: TypedDictType, display: DictExpr) -> TypedDictType:
        items = dict(type_.items)
        for key, value in _entries(display):
            if key.value in type_.items:
                items[key.value] = self.expected(items[key.value], value)
            else:
                message = f'Extra key "{key.value}" for TypedDict "{type_.fallback.type.name}"'
                self._api.fail(message, key, code=TYPEDDICT_UNKNOWN_KEY)
                items[key.value] = _ANY
        return _typed_dict([type_], items, type_.required_keys)

    def _found(self, type_: Type, display: Expression) -> TypedDictType | Instance | None:
        """The one type that a display, and each in it, can be compared with."""
        if not isinstance(display, DictExpr | ListExpr):
            return None
        members = list(_members(type_))
        if isinstance(display, ListExpr) and sum(map(_is_sequence, members)) > 1:
            return None  # mypy finds no type for a display of these, whatever is in it
        takers = [member for member in members if self._may_have(member, display)]
        if len(takers) > 1 and isinstance(display, DictExpr):
            tagged = [taker for taker in takers if isinstance(taker, TypedDictType)]
            return _meant(tagged, display) if len(tagged) == len(takers) else None
        taker = takers[0] if len(takers) == 1 else None
        if not isinstance(taker, Instance):
            return taker if isinstance(taker, TypedDictType) else None
        value_type, values = self._values(taker, display)
        return taker if values and all(self._found(value_type, v) for v in values) else None

    def _may_have(self, type_: ProperType, expression: Expression) -> bool:
        """Whether an expression may be of a type, which is no union. No display is of a model."""
        if not isinstance(expression, DictExpr | ListExpr):
            return True
        if isinstance(type_, TypedDictType):
            return isinstance(expression, DictExpr)
        if not isinstance(type_, Instance):
            return not isinstance(type_, LiteralType | NoneType | TupleType | UninhabitedType)
        if type_.type not in self._bases[type(expression)]:
            return type_.type.is_protocol
        value_type, values = self._values(type_, expression)
        return all(any(self._may_have(m, value) for m in _members(value_type)) for value in values)

    def _values(self, type_: Instance, display: Expression) -> tuple[Type, Sequence[Expression]]:
        """The values of a list or a map, and their type; none where a display has others."""
        if type_.type in self._bases[type(display)]:
            if isinstance(display, ListExpr) and len(type_.args) == 1:
                return type_.args[0], display.items
            if isinstance(display, DictExpr) and len(type_.args) == 2 and _is_str(type_.args[0]):
                values = [value for _, value in _entries(display)]
                return type_.args[1], values if len(values) == len(display.items) else []
        return type_, []


def _meant(candidates: list[TypedDictType], display: DictExpr) -> TypedDictType | None:
    """Of several TypedDicts the one that is meant by a display's tag, or else by its keys.

    Where the same tag is wrong or missing for each of them, a TypedDict that asks for it alone.
    Other literals, such as an enumeration in one of them, count where no tag tells.
    """
    given = {key.value: value for key, value in _entries(display)}
    has_others = len(given) < len(display.items)

    def refuses(type_: TypedDictType, key: str) -> bool:
        known = _literals(type_.items[key]) if key in type_.items else []
        value = given.get(key)
        if value is None:
            return bool(known) and key in type_.required_keys and not has_others
        return bool(known) and isinstance(value, StrExpr | IntExpr) and value.value not in known

    left = candidates
    every_key = list(dict.fromkeys(key for one in candidates for key in one.items))
    for keys in (*([tag] for tag in every_key if _is_tag(tag, candidates)), every_key):
        if len(left) == 1:
            break
        kept = [one for one in left if not any(refuses(one, key) for key in keys)]
        if not kept:
            wrong = [key for key in keys if all(refuses(one, key) for one in left)]
            return _asking_for(wrong[0], left, given) if wrong else None
        left = kept
    if len(left) > 1:
        left = [one for one in left if given.keys() <= one.items.keys()]
    return left[0] if len(left) == 1 else None


def _is_tag(key: str, candidates: list[TypedDictType]) -> bool:
    """Whether each TypedDict asks for the key, with values that no other has."""
    if not all(key in one.required_keys for one in candidates):
        return False
    values = [_literals(one.items[key]) for one in candidates]
    return all(values) and len({v for each in values for v in each}) == sum(map(len, values))


def _asking_for(tag: str, of: list[TypedDictType], given: Iterable[str]) -> TypedDictType:
    """A TypedDict in the place of several, that asks for their tag alone."""
    tag_type = UnionType.make_union([one.items[tag] for one in of])
    return _typed_dict(of, {**dict.fromkeys(given, _ANY), tag: tag_type}, {tag})


def _literals(type_: Type) -> list[object]:
    """The values of a Literal; none of a type that has others, too."""
    members = list(_members(type_))
    values = [member.value for member in members if isinstance(member, LiteralType)]
    return list[object](values) if len(values) == len(members) else []


def _entries(display: DictExpr) -> list[tuple[StrExpr, Expression]]:
    """Those whose key is a string."""
    return [(key, value) for key, value in display.items if isinstance(key, StrExpr)]


def _is_sequence(type_: ProperType) -> bool:
    return isinstance(type_, Instance) and type_.type.fullname == "typing.Sequence"


def _is_str(type_: Type) -> bool:
    proper = get_proper_type(type_)
    return isinstance(proper, Instance) and proper.type.fullname == "builtins.str"


def _members(type_: Type) -> Iterator[ProperType]:
    """The types of a union, those of unions inside it too."""
    proper = get_proper_type(type_)
    if isinstance(proper, UnionType):
        for item in proper.items:
            yield from _members(item)
    else:
        yield proper


def _typed_dict(
    of: list[TypedDictType], items: dict[str, Type], required: set[str]
) -> TypedDictType:
    """A TypedDict of other items, under the name of those that it stands for.

    mypy takes the items of a class from its definition, so this one has a class of its own.
    """
    info = of[0].fallback.type
    name = " | ".join(type_.fallback.type.name for type_ in of)
    own = TypeInfo(info.names, ClassDef(name, Block([])), info.module_name)
    own.mro, own.bases = info.mro, info.bases
    own.typeddict_type = TypedDictType(items, required, set(), Instance(own, []))
    return own.typeddict_type
