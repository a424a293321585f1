"""Schema -> shape: what of a schema a Python type can say, with a name for every object.

A shape is itself written as a small JSON Schema, without references but to other shapes, without
constraints, and with every object hoisted: so the library that makes Python types of it has no
name to give and nothing to resolve. A shape is never narrower than its schema.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ..diagnostics import Diagnostic
from ..names import ClassName, NotAName, plain_names
from ..vocabulary import TYPES
from .paths import Paths
from .views import ALL_TYPES, Sites, View, flatten, merge, only_stands_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..model import Project, Site
    from ..names import FieldName

Shape = dict[str, Any]
ANY: Shape = {}


@dataclass(frozen=True, slots=True)
class Field:
    """A property of an object. `default` is a JSON scalar; None where there is none."""

    key: str
    name: FieldName
    shape: Shape
    required: bool
    description: str
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
        if "$ref" in shape:
            named = self.named[shape["$ref"]]
            return isinstance(named, AliasShape) and self.admits_null(named.shape)
        if "anyOf" in shape:
            return any(map(self.admits_null, shape["anyOf"]))
        if "enum" in shape:
            return None in shape["enum"]
        return shape == ANY or shape.get("type") == "null"


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


class _Builder:
    def __init__(self, project: Project) -> None:
        self._project = project
        self._paths = Paths(project)
        self.shapes = Shapes()
        self.problems: list[Diagnostic] = []
        # A shape is known by the schemas that make it: a circle comes back to the same ones.
        self._numbers: dict[Sites, int] = {}
        # What has its number and not yet its shape: a chain of definitions may be long.
        self._waiting: list[tuple[int, Callable[[], ObjectShape | AliasShape]]] = []

    def finish(self) -> None:
        """Make the shapes of all that has been named, and of all that these name."""
        while self._waiting:
            number, make = self._waiting.pop()
            self.shapes.named[number] = make()

    def of_sites(self, sites: Sites) -> Shape:
        """The shape of what all these schemas admit together."""
        sites = tuple(dict.fromkeys(map(self._named_by, sites)))
        if sites in self._numbers:
            return {"$ref": self._numbers[sites]}
        view = merge(flatten(self._project, site) for site in sites)
        name = self._paths.name(sites[0])
        if len(sites) == 1 and sites[0] in self._paths.definitions and not view.is_object:
            return self._alias(sites, view, name)
        return self._of_view(sites, view, name)

    def _named_by(self, site: Site) -> Site:
        """The schema that this one is just a name for, unless the file names this one itself."""
        while site not in self._paths.definitions:
            other = only_stands_for(self._project, site)
            if other is None:
                break
            site = other
        return site

    def _alias(self, sites: Sites, view: View, name: str) -> Shape:
        site = sites[0]
        other = only_stands_for(self._project, site)

        def make() -> AliasShape:
            # A class inside cannot have the alias's own name.
            shape = (
                self.of_sites((other,)) if other else self._of_view(sites, view, f"{name}Object")
            )
            return AliasShape(self._class_name(name, site), site, view.description, shape)

        return self._later(sites, make)

    def _later(self, sites: Sites, make: Callable[[], ObjectShape | AliasShape]) -> Shape:
        number = self._numbers[sites] = len(self.shapes.named)
        self.shapes.named.append(AliasShape(ClassName("_"), sites[0], "", ANY))
        self._waiting.append((number, make))
        return {"$ref": number}

    def _class_name(self, name: str, site: Site) -> ClassName:
        try:
            return ClassName(name)
        except NotAName as error:
            message = f"the class that this gives: {error}; rename the key"
            self._problem("no-python-name", message, site)
            return ClassName("_")

    def _of_view(self, sites: Sites, view: View, name: str) -> Shape:
        if view.never:
            return ANY  # no value is ever there
        if view.unions:
            return self._union_of_branches(sites, view, name)
        if view.values is not None:
            return self._literals(sites[0], view)
        if view.types == ALL_TYPES and not view.says_more_than_types:
            return ANY
        if view.types == ALL_TYPES:
            self._is_untyped(sites[0])
        return _any_of(
            [
                self._of_type(type_, sites, view, name)
                for type_ in TYPES
                if type_ in view.types and not (type_ == "integer" and "number" in view.types)
            ]
        )

    def _of_type(self, type_: str, sites: Sites, view: View, name: str) -> Shape:
        if type_ == "object":
            return self._object(sites, view, name) if view.has_fields else self._map(view)
        if type_ == "array":
            return self._array(sites[0], view)
        if type_ == "string" and view.format in ("date-time", "date", "time", "uuid"):
            return {"type": "string", "format": view.format}
        return {"type": type_}

    def _union_of_branches(self, sites: Sites, view: View, name: str) -> Shape:
        """Each branch with what holds beside the union. Of several unions, the first."""
        branches, *others = view.unions
        for other in others:
            self._is_wider(other[0], "of several unions only the first is in the type")
        base = replace(view, unions=(), default=None)
        return _any_of([self._branch(sites, base, name, branch) for branch in branches])

    def _branch(self, sites: Sites, base: View, name: str, branch: Site) -> Shape:
        own = flatten(self._project, branch)
        if own.never:
            return {"enum": []}
        if own.types <= base.types and not base.says_more_than_types:
            return self.of_sites((branch,))
        identity = (*sites, branch)
        if identity in self._numbers:
            return {"$ref": self._numbers[identity]}
        joined = merge([replace(own, description=own.description or base.description), base])
        return self._of_view(identity, joined, name + self._paths.branch_label(branch))

    def _object(self, sites: Sites, view: View, name: str) -> Shape:
        if sites in self._numbers:  # an alias has the number of these sites
            sites = (*sites, sites[0])
        if view.extras:
            self._is_wider(view.extras[0], "properties beyond these are in no type")
        for pattern in view.patterns[:1]:
            self._is_wider(pattern, "patternProperties beside properties are in no type")

        def make() -> ObjectShape:
            properties = dict(view.properties)
            keys = list(dict.fromkeys((*properties, *view.required)))
            names = plain_names(keys)
            fields = (
                self._field(
                    key, names[key], properties.get(key, view.extras), required=key in view.required
                )
                for key in keys
            )
            class_name = self._class_name(name, sites[0])
            found = tuple(field for field in fields if field is not None)
            return ObjectShape(class_name, sites[0], view.description, found)

        return self._later(sites, make)

    def _field(self, key: str, name: FieldName, sites: Sites, *, required: bool) -> Field | None:
        if not sites:
            return Field(key, name, ANY, required, "", None)
        view = merge(flatten(self._project, site) for site in sites)
        if view.never:
            return None
        shape = self.of_sites(sites)
        default = None if required else _default(view.default, shape)
        return Field(key, name, shape, required, view.description, default)

    def _map(self, view: View) -> Shape:
        """An object whose keys are data."""
        values = [self.of_sites((site,)) for site in view.patterns]
        if not view.closed or not values:
            values.append(self.of_sites(view.extras) if view.extras else ANY)
        return {"type": "object", "additionalProperties": _any_of(values)}

    def _array(self, site: Site, view: View) -> Shape:
        rest = [] if view.items_closed else [self.of_sites(view.items) if view.items else ANY]
        first = [self.of_sites(sites) for sites in view.prefix]
        if first and view.items_closed and view.min_items >= len(first):
            return {"type": "array", "prefixItems": first, "items": False, "minItems": len(first)}
        if first:
            message = "a tuple's length varies unless items is false and minItems its length"
            self._is_wider(site / ("prefixItems",), message)
        return {"type": "array", "items": _any_of(first + rest)}

    def _literals(self, site: Site, view: View) -> Shape:
        """An enumeration. Numbers with a point, objects and arrays cannot be literals."""
        values = [value for value in view.values or () if _type_of(value) in view.types]
        literals = [v for v in values if isinstance(v, str | int | bool | None)]
        wider = {_type_of(value) for value in values if isinstance(value, float | list | dict)}
        if wider:
            keyword = "const" if "const" in self._project.schema_at(site) else "enum"
            message = "only text, whole numbers, true, false and null can be Literal types"
            self._is_wider(site / (keyword,), message)
        shapes: list[Shape] = [{"enum": literals}] if literals else []
        shapes += ({"type": type_} for type_ in TYPES if type_ in wider)
        return _any_of(shapes)

    def _is_untyped(self, site: Site) -> None:
        message = 'without a "type", values of every other type are valid too; write one'
        self._problem("untyped-schema", message, site, severity="warning")

    def _is_wider(self, site: Site, why: str) -> None:
        self._problem("wider-type", f"enforced at run time alone: {why}", site, severity="warning")

    def _problem(self, code: str, message: str, site: Site, *, severity: Any = "error") -> None:
        position = self._project.position(site, key=True)
        self.problems.append(Diagnostic(code, message, position, severity))


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
    return different[0] if len(different) == 1 else {"anyOf": different}


def _default(value: Any, shape: Shape) -> str | int | float | bool | None:
    """A default that a model can have: a scalar of its own type. Others stay annotations."""
    if "enum" in shape:
        found = [v for v in shape["enum"] if type(v) is type(value) and v == value]
        return found[0] if found else None
    types: dict[str, Any] = {"string": str, "integer": int, "number": float, "boolean": bool}
    wanted = types.get(shape.get("type", "")) if "format" not in shape else None
    if wanted is float and type(value) is int:
        return value
    return value if wanted is not None and type(value) is wanted else None


def _type_of(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    names = {str: "string", int: "integer", float: "number", dict: "object", list: "array"}
    name = names[type(value)]
    return "integer" if isinstance(value, float) and value.is_integer() else name


def _class_names_are_unique(project: Project, shapes: Shapes) -> list[Diagnostic]:
    """No two classes of a module have one name; nothing is ever renumbered."""
    taken: dict[tuple[str, str], Site] = {}
    problems = []
    claims: list[tuple[Site, tuple[ClassName, ...]]] = [
        (channel.site, (channel.class_name,))
        for module in project.modules
        for channel in module.channels
    ]
    claims += [(shape.site, (shape.name, shape.input_name)) for shape in shapes.named]
    for site, names in claims:
        for name in names:
            other = taken.setdefault((site.path, name), site)
            if other is not site:
                message = f'two definitions need the class "{name}"; rename one of them'
                related = ((project.position(other, key=True), "the other"),)
                position = project.position(site, key=True)
                problems.append(Diagnostic("class-taken", message, position, related=related))
                break
    return problems
