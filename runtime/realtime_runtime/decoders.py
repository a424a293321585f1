"""Decoders: JSON that was validated to a topic's type, exactly.

pydantic's core does the work, from schemas that are built here: each model and each alias is one
definition, so that no chain of them is too deep, and of a union's branches one is tried, so that
no payload takes longer than its size.
"""

from __future__ import annotations

from functools import partial
from types import NoneType
from typing import TYPE_CHECKING, Any, Literal, cast, get_args, get_origin

from pydantic import TypeAdapter
from pydantic_core import SchemaSerializer, SchemaValidator, from_json, to_json
from pydantic_core import core_schema as cs
from typing_extensions import TypeAliasType

from .hints import PATTERNS, Hints, NotGenerated, is_model, is_union
from .leaves import PLAIN, exact, first_of, guarded, lenient

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pydantic import BaseModel

    from .hints import Field
    from .leaves import Leaves, Schema

    Decode = Callable[[bytes], Any]


def decoder(hint: Any, *, validated: bool) -> Decode:
    """What reads JSON as a type, and nothing as anything else: "5" is no 5.

    `validated` says that strings have their formats, where a type leaves no other choice.
    """
    try:
        return _validator(hint, exact(are_guarded=not validated)).validate_json
    except NotGenerated:
        return _strictly(hint)


def lenient_decoder(hint: Any) -> Decode:
    """Reads also JSON that is equal to what the type has: 2.0 as 2, a leap second as the end of
    the one before it. Raises ValueError for what is no JSON.
    """
    decode: Decode
    try:
        decode = _validator(hint, lenient()).validate_json
    except NotGenerated:
        decode = _strictly(hint)
    # Read and written again: of a key that is repeated, the last value counts, as for the schema.
    return lambda body: decode(to_json(from_json(body)))


def _strictly(hint: Any) -> Decode:
    return partial(TypeAdapter(hint).validator.validate_json, strict=True)


def complete(model: type[BaseModel]) -> bool:
    """Build a model that begins too long a chain for pydantic; False if it is not generated."""
    try:
        schema = _Flat(PLAIN).schema(model)
    except NotGenerated:
        return False
    model.__pydantic_validator__ = SchemaValidator(schema, _use_prebuilt=False)
    model.__pydantic_serializer__ = SchemaSerializer(schema, _use_prebuilt=False)
    model.__pydantic_core_schema__ = schema
    model.__pydantic_complete__ = True
    return True


def _validator(hint: Any, leaves: Leaves) -> SchemaValidator:
    # Not the models' own validators, which coerce, as their constructors do.
    return SchemaValidator(_Flat(leaves).schema(hint), _use_prebuilt=False)


class _Flat:
    """The schema of a type, and a definition for each model and alias in it."""

    def __init__(self, leaves: Leaves) -> None:
        self._leaves = leaves
        self._hints = Hints()
        self._refs: dict[Any, str] = {}  # of models, aliases, and unions that hold a union
        self._waiting: list[Any] = []

    def schema(self, hint: Any) -> Schema:
        root = self._of(hint)
        definitions = []
        while self._waiting:
            definitions.append(self._definition(self._waiting.pop()))
        return cs.definitions_schema(root, definitions)

    def _of(self, hint: Any) -> Schema:
        value = self._hints.value(hint)
        if is_model(value):
            return self._reference(value)
        if isinstance(hint, TypeAliasType):
            return self._reference(hint)
        origin, arguments = get_origin(value), get_args(value)
        if origin is Literal:
            return self._literal(arguments)
        if origin is list:
            return cs.list_schema(self._of(arguments[0]))
        if origin is dict:
            return cs.dict_schema(self._of(arguments[0]), self._of(arguments[1]))
        if origin is tuple and Ellipsis not in arguments:
            return cs.tuple_schema([self._of(part) for part in arguments])
        if is_union(value):
            # A member that is a union, by an alias, may lead back to this one.
            is_open = any(is_union(self._hints.value(member)) for member in arguments)
            return self._reference(value) if is_open else self._union(value)
        if value not in self._leaves.schemas:
            raise NotGenerated(value)
        return self._leaves.schemas[value]

    def _reference(self, named: Any) -> Schema:
        if named not in self._refs:
            self._refs[named] = str(len(self._refs))
            self._waiting.append(named)
        return cs.definition_reference_schema(self._refs[named])

    def _definition(self, named: Any) -> Schema:
        if is_model(named):
            return self._model(named)
        value = self._hints.value(named)
        schema = self._union(value) if is_union(value) else self._of(value)
        return cast("Schema", {**schema, "ref": self._refs[named]})

    def _model(self, model: type[BaseModel]) -> Schema:
        if self._leaves.is_exact and any(f.deprecated for f in model.__pydantic_fields__.values()):
            model.model_rebuild()  # which makes reading a deprecated field a warning
        fields: dict[str, cs.ModelField] = {}
        for key, field in self._hints.fields(model).items():
            schema = self._of(field.hint)
            if not field.required:
                schema = cs.with_default_schema(schema, default=field.default)
            alias = key if key != field.name else None
            fields[field.name] = cs.model_field(schema, validation_alias=alias, **field.rest)
        config = cs.CoreConfig(
            title=model.__name__,
            extra_fields_behavior="allow",
            ser_json_inf_nan="constants",
            serialize_by_alias=True,
            validate_by_alias=True,
            # In JSON, a key that is this field's name in Python is another key.
            validate_by_name=not self._leaves.is_exact,
        )
        inner = cs.model_fields_schema(fields, model_name=model.__name__)
        return cs.model_schema(model, inner, config=config, ref=self._refs[model])

    def _literal(self, values: Iterable[Any]) -> Schema:
        if not self._leaves.is_exact:
            return cs.literal_schema(list(values))
        of_type: dict[type, list[Any]] = {}
        for value in values:
            of_type.setdefault(type(value), []).append(value)
        # By their types first: 1, 1.0 and true are one key of a Python dict.
        schemas: list[Schema] = [
            literals if type_ is str else cs.chain_schema([self._of(type_), literals])
            for type_, found in of_type.items()
            for literals in (cs.literal_schema(found),)
        ]
        return first_of(schemas)

    def _union(self, hint: Any) -> Schema:
        members = self._hints.members(hint)
        if not self._leaves.is_exact:
            return cs.union_schema([self._of(member) for member in members])
        kinds: dict[type, list[Any]] = {}
        for member in members:
            kinds.setdefault(self._hints.kind(member), []).append(member)
        is_nullable = kinds.pop(NoneType, None) is not None
        parts: list[Schema] = []
        for kind, found in kinds.items():
            if kind in (dict, list) and len(found) > 1:
                parts.append(self._chosen(found))
            elif kind is str and len(found) > 1:
                parts.append(first_of([self._text(member) for member in found]))
            else:
                parts += map(self._of, found)
        schema = parts[0] if len(parts) == 1 else cs.union_schema([*parts])
        return cs.nullable_schema(schema) if is_nullable else schema

    def _text(self, member: Any) -> Schema:
        """Beside other strings, only what is written as a time is one."""
        value = self._hints.value(member)
        return guarded(value) if value in PATTERNS else self._of(member)

    def _chosen(self, members: list[Any]) -> Schema:
        """Objects, or arrays, of which one is chosen before it is read: all would be read again
        at each level of a payload.
        """
        key, choices = self._tags(members)
        if key is None:
            choices = {f"branch {number}": member for number, member in enumerate(members)}
        return cs.tagged_union_schema(
            {tag: self._of(member) for tag, member in choices.items()},
            _chooser(self._hints, choices) if key is None else key,
            custom_error_type="no_branch",
            custom_error_message="a value of one of the union's types",
        )

    def _tags(self, members: list[Any]) -> tuple[str | None, dict[str, Any]]:
        """The key whose constant tells these objects apart, and who has which constant."""
        models = [self._hints.value(member) for member in members]
        if all(map(is_model, models)):
            fields = [self._hints.fields(model) for model in models]
            for key in fields[0]:
                tags = [_constants(of_model.get(key)) for of_model in fields]
                different = {
                    tag: m for m, found in zip(members, tags, strict=True) for tag in found
                }
                if all(tags) and len(different) == sum(map(len, tags)):
                    return key, different
        return None, {}


def _constants(field: Field | None) -> tuple[str, ...]:
    """The strings that a required field is one of."""
    is_tag = field is not None and field.required and get_origin(field.hint) is Literal
    values = get_args(field.hint) if field is not None and is_tag else ()
    return values if all(type(value) is str for value in values) else ()


def _chooser(hints: Hints, choices: Mapping[str, Any]) -> Callable[[object], str | None]:
    """Finds the branch that a value fits; of several the one that knows most of its keys."""

    def choose(value: object) -> str | None:
        fitting = [tag for tag, member in choices.items() if hints.fits(member, value)]
        if len(fitting) < 2 or not isinstance(value, dict):
            return next(iter(fitting), None)
        return max(fitting, key=lambda tag: _count_known(hints, choices[tag], value))

    return choose


def _count_known(hints: Hints, hint: Any, value: dict[str, Any]) -> int:
    model = hints.value(hint)
    return sum(key in value for key in hints.fields(model)) if is_model(model) else 0
