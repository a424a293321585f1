"""The JSON Schema of definitions, as editors have it."""

from __future__ import annotations

import json

import jsonschema_rs
from realtime_codegen.cli.editor import definition_schema

SCHEMA = json.loads(definition_schema())
VALIDATOR = jsonschema_rs.Draft202012Validator(SCHEMA, validate_formats=True)

_YAML = "of YAML itself: editors know without a schema, or have read it as something else"
_NAMES = "two places need one name"
_OTHER_PLACE = "two places have to agree, or not to"
_OTHER_TARGET = "only where TypeScript is an output"
OUT_OF_REACH = {
    **dict.fromkeys(("not-utf-8", "yaml-syntax", "several-documents", "too-deep"), _YAML),
    "json-syntax": _YAML,
    **dict.fromkeys(("alias", "anchor", "merge-key", "tag", "duplicate-key"), _YAML),
    **dict.fromkeys(("key-not-string", "ambiguous-word", "ambiguous-number", "not-json"), _YAML),
    **dict.fromkeys(("class-taken", "factory-taken", "module-taken", "name-taken"), _NAMES),
    "channels-meet": _NAMES,
    **dict.fromkeys(("unused-parameter", "undeclared-placeholder"), _OTHER_PLACE),
    **dict.fromkeys(("repeated-placeholder", "empty-range", "no-value"), _OTHER_PLACE),
    **dict.fromkeys(("ref-not-found", "ref-outside", "ref-circular"), "where a $ref leads"),
    **dict.fromkeys(("ref-remote", "unknown-dialect"), "where a $ref leads"),
    **dict.fromkeys(("typescript-name-taken", "typescript-type-taken"), _OTHER_TARGET),
    **dict.fromkeys(("typescript-file-taken", "typescript-file-name"), _OTHER_TARGET),
    "javascript-pattern": _OTHER_TARGET,
    **dict.fromkeys(("no-typescript-name", "typescript-reserved-name"), _OTHER_TARGET),
    **dict.fromkeys(("javascript-metaschema", "javascript-dynamic-reference"), _OTHER_TARGET),
    "merge-conflict": "of the text, which is no YAML then",
    "out-of-date": "of the output, not of definitions",
    "unknown-keyword": "a keyword may be another program's, unless it is near one of the draft",
    "invalid-pattern": "an editor has the engine of JavaScript, the test that of the validator",
}
"""Why no JSON Schema of one file can refuse what these codes are about."""
