"""Schema -> shape: what of a schema a Python type can say, with a name for every object.

A shape is itself written as a small JSON Schema, without references but to other shapes, without
constraints, and with every object hoisted: so the library that makes Python types of it has no
name to give and nothing to resolve. A shape is never narrower than its schema.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from ..definitions import deprecation
from ..diagnostics import Diagnostic
from ..names import ClassName, NotAName, capitalised, plain_names
from ..vocabulary import TYPES
from .paths import Paths
from .views import ALL_TYPES, Sites, View, Views, merge, only_stands_for, type_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from ..model import Project, Site
    from ..names import FieldName

Shape = dict[str, Any]
ANY: Shape = {}

_PYTHON_FORMATS = ("date-time", "date", "time", "uuid")


@dataclass(frozen=True, slots=True)
class Field:
    """A property of an object. `default` is a JSON scalar; None where there is none."""

    key: str
    name: FieldName
    shape: Shape
    required: bool
    description: str
    deprecated: str
    default: str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class ObjectShape:
    """What becomes a model and a TypedDict."""

    name: ClassName
    site: Site
    description: str
    fields: tuple[Field, ...]

    @property
    def input_name(self) -> ClassName:
        return ClassName(f"{self.name}Input")


@dataclass(frozen=True, slots=True)
class AliasShape:
    """A definition that is no object: a name for a type."""

    name: ClassName
    site: Site
    description: str
    shape: Shape

    @property
    def input_name(self) -> ClassName:
        return ClassName(f"{self.name}Input")


@dataclass(frozen=True, slots=True)
class Shapes:
    """Every named shape, by its number in `{"$ref": number}`, and the shape of each topic."""

    named: list[ObjectShape | AliasShape] = field(default_factory=list)
    topics: dict[Site, Shape] = field(default_factory=dict)

    def admits_null(self, shape: Shape) -> bool:
        waiting, seen = [shape], set()
        while waiting:
            shape = waiting.pop()
            if shape == ANY or shape.get("type") == "null" or None in shape.get("enum", ()):
                return True
            waiting += shape.get("anyOf", ())
            number = shape.get("$ref")
            if number is not None and number not in seen:
                seen.add(number)
                named = self.named[number]
                waiting += [named.shape] if isinstance(named, AliasShape) else []
        return False


def shapes_of(project: Project) -> tuple[Shapes, list[Diagnostic]]:
    """The shapes of all definitions and topics, and where a type is wider than its schema."""
    builder = _Builder(project)
    for module in project.modules:
        for definition in module.definitions:
            builder.of_sites((definition.schema,))
        for channel in module.channels:
            for topic in channel.topics:
                builder.shapes.topics[topic.schema] = builder.of_sites((topic.schema,))
    builder.finish()
    return builder.shapes, [*builder.problems, *_class_names_are_unique(project, builder.shapes)]


class Place(NamedTuple):
    """Where a class stands, and what it is called."""

    site: Site
    name: str

    def inside(self, piece: str) -> Place:
        return Place(self.site, self.name + piece)


# What goes beyond is no type that anyone reads, and more than Python's own parser takes.
_DEEPEST = 32
_LARGEST = 512


# The file that a shape is for, and the schemas that make it.
Identity = tuple[str, Sites]


class _Builder:
    def __init__(self, project: Project) -> None:
        self._project = project
        self._views = Views(project)
        self._paths = Paths(project, self._views)
        self.shapes = Shapes()
        self.problems: list[Diagnostic] = []
        # A shape is known by the schemas that make it: a circle comes back to the same ones. What
        # several make together has no place of its own: each file has its own of it.
        self._numbers: dict[Identity, int] = {}
        self._inline: dict[Identity, Shape] = {}
        self._open: set[Identity] = set()  # the inline shapes that are being made
        # What has its number and not yet its shape: a chain of definitions may be long.
        self._waiting: list[tuple[int, Callable[[], ObjectShape | AliasShape]]] = []

    def finish(self) -> None:
        """Make the shapes of all that has been named, and of all that these name."""
        while self._waiting:
            number, make = self._waiting.pop()
            self.shapes.named[number] = make()

    def of_sites(self, sites: Sites, place: Place | None = None) -> Shape:
        """The shape of what all these schemas admit together.

        `place` is for a class that no single schema makes, and that has no path of its own.
        """
        sites = tuple(dict.fromkeys(map(self._named_by, sites)))
        if len(sites) == 1:
            place = None
        identity = (place.site if place else sites[0]).path, sites
        if identity in self._numbers:
            return {"$ref": self._numbers[identity]}
        view = self._views.of(*sites)
        place = place or Place(sites[0], self._paths.name(sites[0]))
        is_definition = len(sites) == 1 and sites[0] in self._paths.definitions
        if is_definition and not view.is_object:
            return self._alias(sites, view, place)
        if identity not in self._inline:
            self._inline[identity] = self._inlined(sites, view, place)
        return self._inline[identity]

    def _inlined(self, sites: Sites, view: View, place: Place) -> Shape:
        """The shape of what has no name, unless it is an object or contains itself."""
        identity = place.site.path, sites
        if identity in self._open:
            return self._alias(sites, view, place)
        if len(self._open) == _DEEPEST:
            self._is_wider(sites[0], place, "it is nested too deep for a type")
            return ANY
        self._open.add(identity)
        shape = self._of_view(sites, view, place)
        self._open.remove(identity)
        if identity in self._numbers:
            return {"$ref": self._numbers[identity]}
        if _size(shape) > _LARGEST:
            self._is_wider(sites[0], place, "it is too large for a type; name its parts in $defs")
            return ANY
        return shape

    def _named_by(self, site: Site) -> Site:
        """The schema that this one is just a name for, unless the file names this one itself."""
        while site not in self._paths.definitions:
            other = only_stands_for(self._project, site)
            if other is None:
                break
            site = other
        return site

    def _alias(self, sites: Sites, view: View, place: Place) -> Shape:
        other = only_stands_for(self._project, sites[0])

        def make() -> AliasShape:
            shape = self.of_sites((other,)) if other else self._of_view(sites, view, place)
            name = self._class_name(place.name, place.site)
            return AliasShape(name, place.site, view.description, shape)

        return self._later((place.site.path, sites), make)

    def _later(self, identity: Identity, make: Callable[[], ObjectShape | AliasShape]) -> Shape:
        number = self._numbers[identity] = len(self.shapes.named)
        self.shapes.named.append(AliasShape(ClassName("_"), identity[1][0], "", ANY))
        self._waiting.append((number, make))
        return {"$ref": number}

    def _class_name(self, name: str, site: Site) -> ClassName:
        try:
            return ClassName(name)
        except NotAName as error:
            message = f"the class that this gives: {error}; rename the key"
            self._problem("no-python-name", message, site)
            return ClassName("_")

    def _of_view(self, sites: Sites, view: View, place: Place) -> Shape:
        if view.is_empty:
            return ANY  # no value is ever there
        for site in view.unseen:
            is_dynamic = site.pointer[-1] == "$dynamicRef"
            what = "where this leads" if is_dynamic else "what is left over here"
            self._is_wider(site, place, f"{what} depends on the value")
        if view.unions:
            return self._union_of_branches(sites, view, place)
        if view.values is not None:
            return self._literals(sites, view, place)
        if view.types == ALL_TYPES and not view.says_more_than_types:
            return ANY
        if view.types == ALL_TYPES:
            self._is_untyped(sites[0], place)
        return _any_of([self._of_type(t, sites, view, place) for t in _told_apart(view.types)])

    def _of_type(self, type_: str, sites: Sites, view: View, place: Place) -> Shape:
        if type_ == "object" and view.has_fields:
            return self._object(sites, view, place)
        if type_ == "object":
            return self._map(view, place)
        if type_ == "array":
            return self._array(sites[0], view, place)
        if type_ == "string" and view.format in _PYTHON_FORMATS:
            return {"type": "string", "format": view.format}
        return {"type": type_}

    def _union_of_branches(self, sites: Sites, view: View, place: Place) -> Shape:
        """Each branch with what holds beside the union. Of several unions, the first."""
        branches, *others = view.unions
        for other in others:
            self._is_wider(other[0], place, "of several unions only the first is in the type")
        sometimes = (*view.sometimes, *chain(*others))
        base = replace(view, unions=(), sometimes=sometimes, default=None)
        return _any_of([self._branch(sites, base, place, branch) for branch in branches])

    def _branch(self, sites: Sites, base: View, place: Place, branch: Site) -> Shape:
        own = self._views.of(branch)
        if own.is_empty:
            return {"enum": []}
        if own.types <= base.types and not base.says_more_than_types:
            return self.of_sites((branch,))
        identity = (*sites, branch)
        joined = merge([replace(own, description=own.description or base.description), base])
        if joined.is_empty:
            return {"enum": []}
        return self._of_view(identity, joined, place.inside(self._paths.branch_label(branch)))

    def _object(self, sites: Sites, view: View, place: Place) -> Shape:
        # Where a class is not all that these schemas admit, they cannot stand for it.
        identity = place.site.path, sites if view.is_object else (*sites, sites[0])
        if identity in self._numbers:
            return {"$ref": self._numbers[identity]}
        if view.extras:
            self._is_wider(view.extras[0], place, "properties beyond these are in no type")
        known = {*dict(view.properties), *view.required}
        for site in view.sometimes if not view.closed else ():
            if not known.issuperset(self._views.keys_of((site,))):
                self._is_wider(
                    site, place, "where this is not asked, its properties may be anything"
                )
        for pattern in view.patterns[:1]:
            self._is_wider(pattern, place, "patternProperties beside properties are in no type")

        def make() -> ObjectShape:
            # A class inside an alias cannot have the alias's own name.
            is_inside = not view.is_object and (place.site.path, sites) in self._numbers
            name = f"{place.name}Object" if is_inside else place.name
            properties = dict(view.properties)
            others = self._views.keys_of(view.sometimes) if not view.closed else ()
            keys = list(dict.fromkeys((*properties, *view.required, *others)))
            names = plain_names(keys)
            # What a pattern asks of a key, additionalProperties does not.
            extras = () if view.patterns else view.extras
            fields = (
                self._field(
                    key,
                    names[key],
                    properties.get(key, extras),
                    place.inside(capitalised(key)),
                    required=key in view.required,
                )
                for key in keys
            )
            class_name = self._class_name(name, place.site)
            found = tuple(field for field in fields if field is not None)
            return ObjectShape(class_name, place.site, view.description, found)

        return self._later(identity, make)

    def _field(
        self, key: str, name: FieldName, sites: Sites, place: Place, *, required: bool
    ) -> Field | None:
        if not sites:
            return Field(key, name, ANY, required, "", "", None)
        view = self._views.of(*sites)
        if view.is_empty:
            return None
        default = None if required else _default(view)
        deprecated = deprecation(view.deprecated, f'the property "{key}"')
        shape = self.of_sites(sites, place)
        return Field(key, name, shape, required, view.description, deprecated, default)

    def _map(self, view: View, place: Place) -> Shape:
        """An object whose keys are data."""
        values = [self.of_sites((site,)) for site in view.patterns]
        if not view.closed or not values:
            extras = self.of_sites(view.extras, place.inside("Value")) if view.extras else ANY
            values.append(extras)
        return {"type": "object", "additionalProperties": _any_of(values)}

    def _array(self, site: Site, view: View, place: Place) -> Shape:
        rest = []
        if not view.items_closed:
            rest.append(self.of_sites(view.items, place.inside("Item")) if view.items else ANY)
        first = [
            self.of_sites(sites, place.inside(f"Item{number}"))
            for number, sites in enumerate(view.prefix, 1)
        ]
        if first and view.items_closed and view.min_items >= len(first):
            return {"type": "array", "prefixItems": first, "items": False, "minItems": len(first)}
        if first:
            message = "a tuple's length varies unless items is false and minItems its length"
            self._is_wider(site / ("prefixItems",), place, message)
        return {"type": "array", "items": _any_of(first + rest)}

    def _literals(self, sites: Sites, view: View, place: Place) -> Shape:
        """An enumeration. Numbers with a point, objects and arrays cannot be literals."""
        values = [value for value in view.values or () if type_of(value) in view.types]
        wider = {type_of(value) for value in values if isinstance(value, float | list | dict)}
        if wider:
            message = "only text, whole numbers, true, false and null can be Literal types"
            self._is_wider(self._keyword_at(sites, "const", "enum"), place, message)
        if "number" in wider:
            wider.add("integer")
        literals = [value for value in values if type_of(value) not in wider]
        shapes: list[Shape] = [{"enum": literals}] if literals else []
        return _any_of([*shapes, *({"type": type_} for type_ in _told_apart(wider))])

    def _keyword_at(self, sites: Sites, *keywords: str) -> Site:
        """Where the first of these keywords stands, or else the schema."""
        schemas = ((site, self._project.schema_at(site)) for site in sites)
        return next(
            (
                site / (keyword,)
                for site, schema in schemas
                for keyword in keywords
                if isinstance(schema, dict) and keyword in schema
            ),
            sites[0],
        )

    def _is_untyped(self, site: Site, place: Place) -> None:
        message = 'without a "type", values of every other type are valid too; write one'
        self._problem("untyped-schema", message, _seen_from(place, site), severity="warning")

    def _is_wider(self, site: Site, place: Place, why: str) -> None:
        message = f"enforced at run time alone: {why}"
        self._problem("wider-type", message, _seen_from(place, site), severity="warning")

    def _problem(self, code: str, message: str, site: Site, *, severity: Any = "error") -> None:
        position = self._project.position(site, key=True)
        self.problems.append(Diagnostic(code, message, position, severity))


def _seen_from(place: Place, site: Site) -> Site:
    """A warning stands in the file whose type is wider, also where another one is the reason."""
    return site if site.path == place.site.path else place.site


def _any_of(shapes: list[Shape]) -> Shape:
    """The union of some shapes, each once; literals together."""
    flat: list[Shape] = []
    for shape in shapes:
        flat += shape.get("anyOf", [shape])
    if ANY in flat or not flat:
        return ANY
    literals = [value for shape in flat for value in shape.get("enum", ())]
    different: list[Shape] = []
    for shape in flat:
        if "enum" not in shape and shape not in different:
            different.append(shape)
    if literals:
        once = {(type(value), value): value for value in literals}
        different.insert(0, {"enum": list(once.values())})
    if not different:
        return ANY
    different = sorted(different, key=lambda shape: _is_taken_for_another(shape, different))
    return different[0] if len(different) == 1 else {"anyOf": different}


def _is_taken_for_another(shape: Shape, others: list[Shape]) -> bool:
    """Whether pydantic would read values of other shapes as this one, were it the first of them:
    true as 1, and any digits as a date."""
    if any(isinstance(value, int) for value in shape.get("enum", ())):
        return any(other.get("type") in ("boolean", "integer", "number") for other in others)
    return "format" in shape and {"type": "string"} in others


def _told_apart(types: Collection[str]) -> list[str]:
    """The types in the draft's order, without integer where there is number."""
    return [t for t in TYPES if t in types and not (t == "integer" and "number" in types)]


def _size(shape: Shape) -> int:
    """How many types a shape names."""
    inside = [*shape.get("anyOf", ()), *shape.get("prefixItems", ())]
    inside += [
        shape[k] for k in ("items", "additionalProperties") if isinstance(shape.get(k), dict)
    ]
    return 1 + sum(map(_size, inside))


def _default(view: View) -> str | int | float | bool | None:
    """A default that a model can have: a scalar of its own type. Others stay annotations."""
    value = view.default
    if not isinstance(value, str | int | float) or view.unions:
        return None
    if view.values is not None:
        return value if any(type(v) is type(value) and v == value for v in view.values) else None
    type_ = type_of(value)
    if type_ == "string" and view.format in _PYTHON_FORMATS:
        return None
    if isinstance(value, float) and "number" not in view.types:
        return None
    return value if type_ in view.types else None


def _class_names_are_unique(project: Project, shapes: Shapes) -> list[Diagnostic]:
    """No two classes of a module have one name; nothing is ever renumbered."""
    taken: dict[tuple[str, str], tuple[int, Site]] = {}
    problems = []
    claims: list[tuple[Site, tuple[ClassName, ...]]] = [
        (channel.site, (channel.class_name,))
        for module in project.modules
        for channel in module.channels
    ]
    claims += [(shape.site, (shape.name, shape.input_name)) for shape in shapes.named]
    for number, (site, names) in enumerate(claims):
        for name in names:
            owner, other = taken.setdefault((site.path, name), (number, site))
            if owner != number:
                message = (
                    f'two definitions need the class "{name}"; rename one, or move it to $defs'
                )
                related = ((project.position(other, key=True), "the other"),)
                position = project.position(site, key=True)
                problems.append(Diagnostic("class-taken", message, position, related=related))
                break
    return problems
