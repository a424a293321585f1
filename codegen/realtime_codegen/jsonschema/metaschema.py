"""Whether a schema is one, by the draft's own metaschema."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from ..diagnostics import shortened, spaced
from ..wording import TEXTS
from .ecma262 import ANY_BUT_LINES, doubt_in, fault_in, runnable
from .keywords import DRAFT, ONE_SCHEMA, SCHEMA_LIST, SCHEMA_MAP, TYPES, seems_schema
from .meant import definitions_of, reference_to
from .notations import in_flow, schema_of
from .validator import compiled, compiles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..diagnostics import Diagnostic, Pointer, Position
    from ..model import Project, Schema, Site
    from .ecma262 import Fault
    from .validator import Fault as SchemaFault


def schemas_are_schemas(project: Project) -> Iterator[Diagnostic]:
    """The metaschema accepts each topic's schema and each definition, and patterns compile."""
    validator = compiled({"$ref": DRAFT})
    # Of other people's schemas a part is looked at where the whole is not right.
    foreign = {one.schema for file in project.files if file.foreign for one in file.definitions}
    right = {schema for schema in foreign if validator.is_valid(schema.value)}
    for schema in project.schemas:
        if schema.root in right:
            continue
        alone = _alone(schema.value)
        if validator.is_valid(alone):
            continue
        faults = {tuple(error.instance_path): error for error in validator.iter_errors(alone)}
        for pointer, fault in faults.items():
            steps = _steps(alone, pointer)
            place = schema.at(*steps)
            # types_are_known reports what is no type in definitions.
            is_told = schema.root not in foreign and _has_unknown_type(place.value)
            if steps != ("type",) or not is_told:
                hint = _way(project, schema, steps, fault.instance)
                yield _invalid(fault, hint, place.position())
    yield from _patterns_compile(project)
    yield from _identifiers_are_uris(project)
    yield from _references_to_the_draft_lead_somewhere(project)


def _identifiers_are_uris(project: Project) -> Iterator[Diagnostic]:
    for schema in project.with_keyword("$id"):
        uri = schema.value["$id"]
        # The metaschema reports a fragment.
        if isinstance(uri, str) and "#" not in uri and not compiles({"$id": uri}):
            fields = {"subject": '"$id"', "expected": "a URI", "found": shortened(uri), "hint": ""}
            yield TEXTS.problem("invalid-schema", schema.at("$id").position(), **fields)


def _references_to_the_draft_lead_somewhere(project: Project) -> Iterator[Diagnostic]:
    for schema, reference in project.references.items():
        if reference.target is None and not compiles({"$ref": reference.text}):
            position = schema.at("$ref").position()
            yield TEXTS.problem("ref-not-found/draft", position, text=reference.text)


def _patterns_compile(project: Project) -> Iterator[Diagnostic]:
    """Regular expressions, in schemas and of parameters, are ones that the validator can run."""
    for pattern, site, is_key in _patterns(project):
        run = runnable(pattern)
        # Of a key only the `.` is rewritten: it means nearly the same where a reference needs it.
        is_other = is_key and pattern not in (run, run.replace(ANY_BUT_LINES, "."))
        position = site.position(key=is_key)
        fault = fault_in(pattern)
        if found := fault or doubt_in(pattern):
            key = "invalid-pattern" if fault else "invalid-pattern/reference"
            fields = {"place": found.start + 1, "reason": found.reason}
            position = position if is_key else _part(site, pattern, found)
            yield TEXTS.problem(key, position, pattern=shortened(pattern), **fields)
        elif is_other or not compiles({"pattern": run}):
            way = shortened(run) if is_key else "a simpler one"
            fields = {"pattern": shortened(pattern), "way": way}
            yield TEXTS.problem("invalid-pattern/not-run", position, **fields)


def _part(site: Site, pattern: str, fault: Fault) -> Position:
    """The place of a fault, where the pattern stands as it is, or with each backslash twice."""
    for escaped in ("\\", "\\\\"):
        before, within = (
            part.replace("\\", escaped)
            for part in (pattern[: fault.start], pattern[fault.start : fault.end])
        )
        text = pattern.replace("\\", escaped)
        whole = site.part(text)
        if whole.line == whole.end_line and whole.end_column - whole.column == len(text):
            column = whole.column + len(before)
            return whole._replace(column=column, end_column=column + max(1, len(within)))
    return site.position()


def _patterns(project: Project) -> Iterator[tuple[str, Site, bool]]:
    """Every pattern, its place, and whether it is a key."""
    for schema in project.with_keyword("pattern"):
        if isinstance(pattern := schema.value["pattern"], str):
            yield pattern, schema.site.at("pattern"), False
    for schema in project.with_keyword("patternProperties"):
        patterns = schema.value["patternProperties"]
        for pattern in patterns if isinstance(patterns, dict) else ():
            yield pattern, schema.site.at("patternProperties", pattern), True
    for channel in project.channels:
        for parameter in channel.parameters:
            if isinstance(pattern := parameter.schema.get("pattern"), str):
                yield pattern, parameter.site.at("pattern"), False


def _alone(schema: Any) -> Any:
    """The schema with all schemas in it as if they were right: each is validated by itself."""
    if not isinstance(schema, dict):
        return schema
    alone = dict(schema)
    for keyword, value in schema.items():
        if keyword in ONE_SCHEMA:
            alone[keyword] = True
        elif keyword in SCHEMA_LIST and isinstance(value, list):
            alone[keyword] = [True] * len(value)
        elif keyword in SCHEMA_MAP and isinstance(value, dict):
            alone[keyword] = dict.fromkeys(value, True)
        elif keyword == "deprecated" and isinstance(value, str) and value.strip():
            alone[keyword] = True  # a sentence is ours, and does not travel
    return alone


def _steps(schema: Any, pointer: Pointer) -> Pointer:
    """The validator's path as it is: that leaves empty keys out, and makes numbers of some."""
    steps: Pointer = ()
    for step in pointer:
        found = str(step) if isinstance(schema, dict) else step
        if isinstance(schema, dict) and found not in schema:
            break
        schema, steps = schema[found], (*steps, found)
    return steps


def _way(project: Project, schema: Schema, steps: Pointer, found: object) -> str:
    """What to write instead, where a slip is a known one."""
    match steps:
        case ("$ref",) if found is None:
            return '; a reference that begins with # needs quotes, as in "#/$defs/Name"'
        case ("required",) if isinstance(found, bool):
            place = project.places.get(schema)
            key = schema.step if place is not None and place.keyword == "properties" else "key"
            if not found:
                return "; remove it: a key is optional where it is not listed as required"
            return f'; write required: [{key}] beside the "properties" that have it'
        case ("required" | "enum" | "examples" as keyword,) if isinstance(found, str):
            return f"; write {keyword}: [{found}]"
        case ("properties" | "$defs" as keyword,) if isinstance(found, list):
            return f"; write {keyword}: {{{_first_name(found)}: {{type: string}}}}, without -"
        case ("exclusiveMinimum" | "exclusiveMaximum" as keyword,) if isinstance(found, bool):
            limit = keyword.removeprefix("exclusive").lower()
            if not found:
                return f"; remove it: {limit} includes the limit"
            if limit not in schema.value:
                return f"; write the limit itself, as in {keyword}: 0"
            return f"; write {keyword}: {shortened(schema.value[limit])}, in place of {limit}"
        case (str(keyword),) if isinstance(found, str) and _WITHOUT_QUOTES.fullmatch(found):
            return f"; write {keyword}: {found}, without quotes" if keyword in _PLAIN else ""
        case ("allOf" | "anyOf" | "oneOf",) if isinstance(found, dict):
            return "; write each schema behind a -, without a name"
        case ():
            reference = partial(reference_to, definitions_of(project), schema.path)
            return _way_to_schema(found, reference)
        case (str() as keyword,) if seems_schema(found):
            return f'; if "{keyword}" is a property of the object, write it under properties'
    return ""


def _first_name(found: list[Any]) -> str:
    """The name of the first property, where a list has been written of them."""
    match found:
        case [str(name), *_] | [{"name": str(name)}, *_]:
            return name
        case [{**one}, *_] if len(one) == 1:
            return str(next(iter(one)))
    return "key"


_WITHOUT_QUOTES = re.compile(r"-?\d+(?:\.\d+)?|true|false")
_PLAIN = frozenset(
    """
    deprecated exclusiveMaximum exclusiveMinimum maxContains maxItems maxLength maxProperties
    maximum minContains minItems minLength minProperties minimum multipleOf readOnly uniqueItems
    writeOnly
    """.split()
)
"""Keywords of a number, or of true or false."""


def _invalid(fault: SchemaFault, hint: str, position: Position) -> Diagnostic:
    pointer: Pointer = tuple(fault.instance_path)
    expected = _expected(fault)
    keyword = next((step for step in reversed(pointer) if isinstance(step, str)), "")
    if expected == _A_SCHEMA:
        subject = "a schema"
    elif pointer and isinstance(pointer[-1], int):
        subject = f'each entry of "{keyword}"'
    else:
        subject = f'"{keyword}"'
    found = shortened(fault.instance)
    fields = {"subject": subject, "expected": expected, "found": found, "hint": hint}
    is_of_list = fault.kind.name in ("minItems", "uniqueItems")
    key = "invalid-schema/list" if is_of_list else "invalid-schema"
    return TEXTS.problem(key, position, **fields)


_A_SCHEMA = "a mapping of keywords"


def _expected(fault: SchemaFault) -> str:
    """What the metaschema expects, in the words of our messages."""
    kind: Any = fault.kind
    match kind.name:
        case "type" if "object" in kind.types and "boolean" in kind.types:
            return _A_SCHEMA
        case "type" if fault.instance_path == ["deprecated"]:
            return "true, false or a sentence"
        case "type":
            return " or ".join(_TYPES[type_] for type_ in kind.types)
        case "minimum":
            return f"at least {kind.limit}"
        case "exclusiveMinimum":
            return f"more than {kind.limit}"
        case "minItems":
            return "is empty; remove it or fill it"
        case "uniqueItems":
            return "lists something twice; remove one"
        case "anyOf":  # the metaschema has it in "type" alone
            return "a type, or a list of different types"
        case "pattern":
            return f"a string that matches {kind.pattern}"
    return "valid JSON Schema"


_TYPES = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "an integer",
    "null": "null",
    "number": "a number",
    "object": "a mapping",
    "string": "a string",
}


def _way_to_schema(found: object, reference: Callable[[str], str]) -> str:
    meant = schema_of(found, reference) if isinstance(found, str) else None
    if meant:
        return f"; write {in_flow(meant)}"
    if isinstance(found, str) and (how := spaced(found)):
        return f"; {how}"
    if isinstance(found, list) and found:
        return "; write prefixItems for a list of schemas"
    accepts_all = found is None or meant is not None
    return "; write {} to accept every value" if accepts_all else ""


def _has_unknown_type(value: Any) -> bool:
    words = value if isinstance(value, list) else [value]
    return any(word not in TYPES for word in words)
