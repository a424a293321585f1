"""Whether a schema is one, by the draft's own metaschema. Alone imports jsonschema_rs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..diagnostics import Diagnostic
from ..vocabulary import DRAFT, ONE_SCHEMA, SCHEMA_LIST, SCHEMA_MAP, TYPES, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jsonschema_rs import ValidationError

    from ..diagnostics import Pointer
    from ..model import Project, Site


def schemas_are_schemas(project: Project) -> Iterator[Diagnostic]:
    """The metaschema accepts each topic's schema and each definition, and patterns compile."""
    import jsonschema_rs

    validator = jsonschema_rs.Draft202012Validator({"$ref": DRAFT}, offline=True)
    for site in project.schemas:
        schema = _alone(project.schema_at(site))
        if validator.is_valid(schema):
            continue
        for pointer, message in dict(map(_fault, validator.iter_errors(schema))).items():
            place = site / _steps(schema, pointer)
            if not _is_about_unknown_type(project, place):
                yield Diagnostic("invalid-schema", message, project.position(place))
    yield from _patterns_compile(project)
    yield from _identifiers_are_uris(project)
    yield from _references_to_the_draft_lead_somewhere(project)


def _identifiers_are_uris(project: Project) -> Iterator[Diagnostic]:
    import jsonschema_rs

    for site in project.schemas:
        schema = project.schema_at(site)
        uri = schema.get("$id") if isinstance(schema, dict) else None
        if not isinstance(uri, str) or "#" in uri:  # of a fragment the metaschema speaks
            continue
        try:
            jsonschema_rs.Draft202012Validator({"$id": uri}, offline=True)
        except ValueError:
            message = f'"$id" is a URI, and this is {shortened(uri)}'
            yield Diagnostic("invalid-schema", message, project.position(site / ("$id",)))


def _references_to_the_draft_lead_somewhere(project: Project) -> Iterator[Diagnostic]:
    import jsonschema_rs

    for site, reference in project.references.items():
        if reference.target is not None:
            continue
        try:
            jsonschema_rs.Draft202012Validator({"$ref": reference.text}, offline=True)
        except ValueError:
            message = f"{reference.text} leads nowhere in the draft's own schemas"
            yield Diagnostic("ref-not-found", message, project.position(site / ("$ref",)))


def _patterns_compile(project: Project) -> Iterator[Diagnostic]:
    """Regular expressions, in schemas and of parameters, are ones that the validator can run."""
    for site in project.schemas:
        schema = project.schema_at(site)
        if not isinstance(schema, dict):
            continue
        if isinstance(schema.get("pattern"), str):
            yield from _pattern_compiles(project, schema["pattern"], site / ("pattern",))
        patterns = schema.get("patternProperties")
        for pattern in patterns if isinstance(patterns, dict) else ():
            yield from _pattern_compiles(project, pattern, site / ("patternProperties", pattern))
    for module in project.modules:
        for channel in module.channels:
            for parameter in channel.parameters:
                if isinstance(pattern := parameter.schema.get("pattern"), str):
                    site = channel.site / ("params", str(parameter.name), "pattern")
                    yield from _pattern_compiles(project, pattern, site)


def _pattern_compiles(project: Project, pattern: str, site: Site) -> Iterator[Diagnostic]:
    import jsonschema_rs

    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern}, offline=True)
    except ValueError:
        message = f"{shortened(pattern)} is no regular expression of ECMA-262 (JavaScript); mend it"
        is_key = site.pointer[-2] == "patternProperties"
        yield Diagnostic("invalid-pattern", message, project.position(site, key=is_key))


def _alone(schema: Any) -> Any:
    """The schema with all schemas in it as if they were right: each is judged by itself."""
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


def _fault(error: ValidationError) -> tuple[Pointer, str]:
    pointer = tuple(error.instance_path)
    expected = _expected(error)
    keyword = next((step for step in reversed(pointer) if isinstance(step, str)), "")
    if expected == _A_SCHEMA:
        what, hint = "a schema", _way_to_schema(pointer, error.instance)
    elif pointer and isinstance(pointer[-1], int):
        what, hint = f'each entry of "{keyword}"', ""
    else:
        what, hint = f'"{keyword}"', ""
    found = "nothing" if error.instance is None else shortened(error.instance)
    if error.kind.name in ("minItems", "uniqueItems"):
        return pointer, f"{what} {expected}"
    return pointer, f"{what} is {expected}, and this is {found}{hint}"


_A_SCHEMA = "a mapping of keywords"


def _expected(error: ValidationError) -> str:
    """What the metaschema asks for, in the words of these pages."""
    kind: Any = error.kind
    match kind.name:
        case "type" if "object" in kind.types and "boolean" in kind.types:
            return _A_SCHEMA
        case "type" if error.instance_path[-1:] == ["deprecated"]:
            return "true, false or a sentence"
        case "type":
            return " or ".join(_TYPES[type_] for type_ in kind.types)
        case "minimum":
            return f"at least {kind.limit}"
        case "exclusiveMinimum":
            return f"more than {kind.limit}"
        case "minItems":
            return "lists nothing; remove it or fill it"
        case "uniqueItems":
            return "lists something twice; remove one"
        case "anyOf":  # the metaschema has it in "type" alone
            return "a type, or a list of different types"
        case "pattern":
            return f"text that matches {kind.pattern}"
    return "of another form in JSON Schema"


_TYPES = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "nothing",
    "number": "a number",
    "object": "a mapping",
    "string": "text",
}


def _way_to_schema(pointer: Pointer, found: object) -> str:
    if isinstance(found, str) and found in TYPES:
        return f"; write {{type: {found}}}"
    if isinstance(found, list) and found:
        return "; a list of schemas, one for each place, is prefixItems"
    return "; write {} to admit every value" if found is None else ""


def _is_about_unknown_type(project: Project, site: Site) -> bool:
    """types_are_known has said it better."""
    if not site.pointer or site.pointer[-1] != "type":
        return False
    value = project.schema_at(site)
    words = value if isinstance(value, list) else [value]
    return any(word not in TYPES for word in words)
