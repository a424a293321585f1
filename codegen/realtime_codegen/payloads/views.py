"""View: what a schema and all that it joins in place (`$ref`, `allOf`) say of a value's shape."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

from ..vocabulary import IN_PLACE, SHAPING, TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..model import Project, Site

T = TypeVar("T")

Sites = tuple["Site", ...]
_EVALUATING = IN_PLACE - {"not"} | {"$dynamicRef", "contains", "dependentSchemas"}
ALL_TYPES = frozenset(TYPES)


@dataclass(frozen=True, slots=True)
class View:
    """The conjunction of some schemas. Sites stand for schemas that must hold together."""

    types: frozenset[str] = ALL_TYPES
    properties: tuple[tuple[str, Sites], ...] = ()
    required: tuple[str, ...] = ()
    extras: Sites = ()  # what additionalProperties asks of the rest
    closed: bool = False  # no properties but these
    unseen: Sites = ()  # keywords that ask something that cannot be known here
    patterns: Sites = ()
    items: Sites = ()
    prefix: tuple[Sites, ...] = ()
    items_closed: bool = False
    min_items: int = 0
    values: tuple[Any, ...] | None = None  # enum and const
    format: str = ""
    sometimes: Sites = ()  # what holds of some values: then, else, dependentSchemas
    unions: tuple[Sites, ...] = ()  # the branches of each anyOf and oneOf
    never: bool = False
    description: str = ""
    deprecated: bool | str = False
    default: Any = None

    @property
    def has_fields(self) -> bool:
        """Whether objects of this view are a class: it knows their keys."""
        return bool(self.properties or self.required or (self.closed and not self.patterns))

    @property
    def is_object(self) -> bool:
        """Whether a class is all that there is to it."""
        only = self.types == {"object"} and self.values is None and not self.unions
        return only and self.has_fields and not self.never

    @property
    def is_empty(self) -> bool:
        """Whether no value is valid."""
        values = self.values
        return self.never or (
            values is not None and all(type_of(value) not in self.types for value in values)
        )

    @property
    def says_more_than_types(self) -> bool:
        return bool(
            self.has_fields
            or self.extras
            or self.patterns
            or self.items
            or self.prefix
            or self.items_closed
            or self.sometimes
            or self.unions
            or self.values is not None
        )


class Views:
    """The views of a project's schemas, each made once."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._made: dict[Site, View] = {}

    def of(self, *sites: Site) -> View:
        """What holds where all of these schemas hold."""
        for site in sites:
            self._make(site)
        return merge(self._made[site] for site in sites)

    def keys_of(self, sites: Sites) -> tuple[str, ...]:
        """The properties that any of these schemas speaks of."""
        views = [self.of(site) for site in sites]
        inside = [self.keys_of((*view.sometimes, *chain(*view.unions))) for view in views]
        own = [key for view in views for key in (*dict(view.properties), *view.required)]
        return _each_once(tuple(own), tuple(chain(*inside)))

    def _make(self, site: Site) -> None:
        # Without recursion: a chain of definitions may be long.
        waiting = [site]
        while waiting:
            joined = joined_by(self._project, waiting[-1])
            if missing := [other for other in joined if other not in self._made]:
                waiting += missing
                continue
            made = waiting.pop()
            own = _own(self._project, made, self._project.schema_at(made))
            self._made[made] = merge([own, *(self._made[other] for other in joined)])


def joined_by(project: Project, site: Site) -> list[Site]:
    """The schemas that apply wherever this one does: what it refers to, and its `allOf`."""
    schema = project.schema_at(site)
    if not isinstance(schema, dict):
        return []
    reference = project.references.get(site)
    followed = None if reference is None else reference.target
    targets = (followed, project.dynamic.get(site))
    joined = [target for target in targets if target is not None]
    return joined + [site / ("allOf", i) for i in range(len(schema.get("allOf", ())))]


def merge(views: Iterable[View]) -> View:
    """What holds when all of these hold."""
    first, *rest = views
    for other in rest:
        first = _join(first, other)
    return first


def only_stands_for(project: Project, site: Site) -> Site | None:
    """The schema that this one is just a name for: a `$ref`, or a union or `allOf` of one."""
    schema = project.schema_at(site)
    if not isinstance(schema, dict):
        return None
    shaping = schema.keys() & SHAPING
    if shaping == {"$ref"}:
        reference = project.references.get(site)
        return reference.target if reference is not None else None
    if shaping == {"$dynamicRef"}:
        return project.dynamic.get(site)
    for keyword in ("allOf", "anyOf", "oneOf"):
        if shaping == {keyword} and len(schema[keyword]) == 1:
            return site / (keyword, 0)
    return None


def _own(project: Project, site: Site, schema: Any) -> View:
    if not isinstance(schema, dict):
        return View(never=schema is False)
    properties = schema.get("properties", {})
    extras, extras_unseen = _rest(schema, "additionalProperties", "unevaluatedProperties")
    rest, rest_unseen = _rest(schema, "items", "unevaluatedItems")
    unseen = extras_unseen + rest_unseen
    if "$dynamicRef" in schema and site not in project.dynamic:
        unseen.append("$dynamicRef")
    values = tuple(schema["enum"]) if "enum" in schema else None
    if "const" in schema:
        values = (schema["const"],)
    return View(
        types=_types(schema.get("type", list(TYPES))),
        properties=tuple((key, (site / ("properties", key),)) for key in properties),
        required=tuple(schema.get("required", ())),
        extras=tuple(site / (k,) for k in extras if not isinstance(schema[k], bool)),
        closed=any(schema[k] is False for k in extras),
        unseen=tuple(site / (k,) for k in unseen),
        patterns=tuple(
            site / ("patternProperties", p) for p in schema.get("patternProperties", {})
        ),
        items=tuple(site / (k,) for k in rest if not isinstance(schema[k], bool)),
        prefix=tuple(
            (site / ("prefixItems", i),) for i in range(len(schema.get("prefixItems", ())))
        ),
        items_closed=any(schema[k] is False for k in rest),
        min_items=int(schema.get("minItems", 0)),
        values=values,
        format=schema.get("format", ""),
        sometimes=_sometimes(site, schema),
        unions=tuple(
            tuple(site / (keyword, i) for i in range(len(schema[keyword])))
            for keyword in ("anyOf", "oneOf")
            if keyword in schema and _shapes(project, schema[keyword])
        ),
        description=schema.get("description", ""),
        deprecated=schema.get("deprecated", False),
        default=schema.get("default"),
    )


def _rest(schema: dict[str, Any], plain: str, unevaluated: str) -> tuple[list[str], list[str]]:
    """The keyword that is asked of what no other has evaluated, or the one that a view cannot
    know to be: what is evaluated beside it may depend on the value."""
    if plain in schema:
        return [plain], []
    if unevaluated not in schema:
        return [], []
    if schema.keys() & _EVALUATING:
        return [], [] if isinstance(schema[unevaluated], bool) else [unevaluated]
    return [unevaluated], []


def _sometimes(site: Site, schema: dict[str, Any]) -> Sites:
    chosen = [k for k in ("then", "else") if k in schema and "if" in schema]
    dependent = [("dependentSchemas", key) for key in schema.get("dependentSchemas", ())]
    return tuple(site / steps for steps in (*((keyword,) for keyword in chosen), *dependent))


def _shapes(project: Project, branches: list[Any]) -> bool:
    """Whether a union says anything of shape. One that only requires keys does not."""
    return any(isinstance(b, dict) and b.keys() & (SHAPING - {"required"}) for b in branches)


def _types(types: str | list[str]) -> frozenset[str]:
    found = {types} if isinstance(types, str) else set(types)
    return frozenset(found | {"integer"} if "number" in found else found)


def _join(a: View, b: View) -> View:
    properties = dict(a.properties)
    for key, sites in b.properties:
        properties[key] = _each_once(properties.get(key, ()), sites)
    longer, shorter = (a, b) if len(a.prefix) >= len(b.prefix) else (b, a)
    prefix = tuple(
        _each_once(sites, shorter.prefix[i] if i < len(shorter.prefix) else ())
        for i, sites in enumerate(longer.prefix)
    )
    types = a.types & b.types
    return replace(
        a,
        types=types,
        properties=tuple(properties.items()),
        required=_each_once(a.required, b.required),
        extras=_each_once(a.extras, b.extras),
        closed=a.closed or b.closed,
        unseen=_each_once(a.unseen, b.unseen),
        patterns=_each_once(a.patterns, b.patterns),
        items=_each_once(a.items, b.items),
        prefix=prefix,
        items_closed=a.items_closed or b.items_closed,
        min_items=max(a.min_items, b.min_items),
        values=_both(a.values, b.values),
        format=a.format or b.format,
        sometimes=_each_once(a.sometimes, b.sometimes),
        unions=_each_once(a.unions, b.unions),
        never=a.never or b.never or not types,
        description=a.description or b.description,
        deprecated=a.deprecated or b.deprecated,
        default=b.default if a.default is None else a.default,
    )


def _each_once(a: tuple[T, ...], b: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(dict.fromkeys((*a, *b)))


def _both(a: tuple[Any, ...] | None, b: tuple[Any, ...] | None) -> tuple[Any, ...] | None:
    if a is None or b is None:
        return b if a is None else a
    return tuple(value for value in a if any(same(value, other) for other in b))


def same(a: Any, b: Any) -> bool:
    """Equality of JSON values: true is not 1."""
    return a == b and isinstance(a, bool) == isinstance(b, bool)


def type_of(value: Any) -> str:
    """The type of a JSON value; of a whole number, integer."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    names = {str: "string", int: "integer", float: "number", dict: "object", list: "array"}
    name = names[type(value)]
    return "integer" if isinstance(value, float) and value.is_integer() else name
