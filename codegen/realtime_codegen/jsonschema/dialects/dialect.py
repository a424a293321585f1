"""Dialects: which keywords each has, and what its documents say of themselves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ..keywords import DRAFT


@dataclass(frozen=True, eq=False)
class Dialect:
    """A draft of JSON Schema, or OpenAPI's Schema Object.

    `kept` are the keywords that have one meaning in all of them, and hold no schema. The other
    properties say where it differs from draft 2020-12.
    """

    name: str
    one: frozenset[str]
    """Keywords that hold a schema."""
    many: frozenset[str]
    """Keywords that hold a list of schemas."""
    named: frozenset[str]
    """Keywords that hold schemas by name, those of definitions too."""
    kept: frozenset[str]
    formats: frozenset[str]
    """What `format` asserts; others are annotations."""
    identifier: str = "$id"
    anchors: tuple[str, ...] = ()
    anchors_are_ids: bool = False
    """`$id: "#name"` is an anchor."""
    hides_siblings: bool = False
    """What stands beside a `$ref` is ignored."""
    items_are_tuples: bool = False
    """`items` may be a list, with `additionalItems` for the rest."""
    has_dependencies: bool = False
    exclusive_is_boolean: bool = False
    references: tuple[str, ...] = ("$ref",)
    is_recursive: bool = False
    """`$recursiveAnchor` in place of `$dynamicAnchor`."""
    has_nullable: bool = False
    is_openapi: bool = False

    @cached_property
    def holding(self) -> frozenset[str]:
        """The keywords that hold schemas which say something of values."""
        found = (self.one | self.many | self.named) - {"$defs", "definitions"}
        return found | {"dependencies"} if self.has_dependencies else found

    def with_openapi(self) -> Dialect:
        return replace(self, name=f"OpenAPI with {self.name}", is_openapi=True)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ANNOTATIONS = _words("default description title")
_SAID = _ANNOTATIONS | _words(
    """
    enum format maxItems maxLength maxProperties maximum minItems minLength minProperties minimum
    multipleOf pattern required type uniqueItems exclusiveMaximum exclusiveMinimum
    """
)
_FORMATS = _words("date-time email hostname ipv4 ipv6 uri")

DRAFT_04 = Dialect(
    name="draft-04",
    one=_words("additionalProperties items not additionalItems"),
    many=_words("allOf anyOf oneOf"),
    named=_words("definitions patternProperties properties"),
    kept=_SAID,
    formats=_FORMATS,
    identifier="id",
    anchors_are_ids=True,
    hides_siblings=True,
    items_are_tuples=True,
    has_dependencies=True,
    exclusive_is_boolean=True,
)
DRAFT_06 = replace(
    DRAFT_04,
    name="draft-06",
    one=DRAFT_04.one | {"contains", "propertyNames"},
    kept=DRAFT_04.kept | {"const", "examples"},
    formats=DRAFT_04.formats | _words("json-pointer uri-reference uri-template"),
    identifier="$id",
    exclusive_is_boolean=False,
)
DRAFT_07 = replace(
    DRAFT_06,
    name="draft-07",
    one=DRAFT_06.one | {"if", "then", "else"},
    kept=DRAFT_06.kept | _words("contentEncoding contentMediaType readOnly writeOnly"),
    formats=DRAFT_06.formats
    | _words("date idn-email idn-hostname iri iri-reference regex relative-json-pointer time"),
)
DRAFT_2019_09 = replace(
    DRAFT_07,
    name="2019-09",
    one=DRAFT_07.one | _words("unevaluatedItems unevaluatedProperties"),
    named=DRAFT_07.named | {"$defs", "dependentSchemas"},
    kept=DRAFT_07.kept | _words("dependentRequired deprecated maxContains minContains"),
    formats=DRAFT_07.formats | _words("duration uuid"),
    anchors=("$anchor",),
    anchors_are_ids=False,
    hides_siblings=False,
    has_dependencies=False,
    references=("$ref", "$recursiveRef"),
    is_recursive=True,
)
DRAFT_2020_12 = replace(
    DRAFT_2019_09,
    name="2020-12",
    one=DRAFT_2019_09.one - {"additionalItems"},
    many=DRAFT_2019_09.many | {"prefixItems"},
    items_are_tuples=False,
    references=("$ref", "$dynamicRef"),
    is_recursive=False,
    anchors=("$anchor", "$dynamicAnchor"),
)
OPENAPI_3_0 = replace(
    DRAFT_04,
    name="OpenAPI 3.0",
    one=DRAFT_04.one - {"additionalItems"},
    named=_words("properties"),
    kept=DRAFT_04.kept | _words("deprecated readOnly writeOnly"),
    formats=DRAFT_2020_12.formats,  # an open list, in its specification's words
    identifier="",
    anchors_are_ids=False,
    items_are_tuples=False,
    has_dependencies=False,
    has_nullable=True,
    is_openapi=True,
)
OPENAPI_3_1 = DRAFT_2020_12.with_openapi()

_DRAFTS = {
    "http://json-schema.org/draft-04/schema": DRAFT_04,
    "http://json-schema.org/draft-06/schema": DRAFT_06,
    "http://json-schema.org/draft-07/schema": DRAFT_07,
    "https://json-schema.org/draft/2019-09/schema": DRAFT_2019_09,
    DRAFT: DRAFT_2020_12,
}
_OPENAPI_BASE = "https://spec.openapis.org/oas/3.1/dialect/"
KNOWN = "draft-04, 06, 07, 2019-09 and 2020-12, OpenAPI 3.0 and 3.1"


class UnknownDialect(Exception):
    """A document says that it is of no dialect that is known. Its argument is what it says."""


def of_draft(uri: object) -> Dialect:
    """The dialect that `$schema` names; raises UnknownDialect."""
    text = uri.removesuffix("#") if isinstance(uri, str) else ""
    for form in (text, text.replace("https:", "http:"), text.replace("http:", "https:")):
        if form in _DRAFTS:
            return _DRAFTS[form]
    raise UnknownDialect(uri)


def of_document(data: Any, otherwise: Dialect) -> Dialect:
    """The dialect of a document, `otherwise` where it says nothing. Raises UnknownDialect."""
    if not isinstance(data, dict):
        return otherwise
    version = data.get("openapi")
    if isinstance(version, str):
        if version.startswith("3.0"):
            return OPENAPI_3_0
        if version.startswith("3.1"):
            named = data.get("jsonSchemaDialect", _OPENAPI_BASE)
            is_own = isinstance(named, str) and named.startswith(_OPENAPI_BASE)
            return OPENAPI_3_1 if is_own else of_draft(named).with_openapi()
        raise UnknownDialect(f"openapi: {version}")
    return of_draft(data["$schema"]) if "$schema" in data else otherwise
