"""The messages of rules, references, lints and types, beside their codes.

A front end and a target bring the messages of what they alone can find. Those of changes are in
`breaking/wording.py`.
"""

from __future__ import annotations

from .diagnostics import Texts
from .diagnostics import as_error as _error
from .diagnostics import as_warning as _warning

_WAY_APART = "start one name with another word, or give a parameter a pattern"
_UNBOUNDED = "of any length can exceed the transport's size limit; add"
_WIDER = "checked only at run time:"

TEXTS = Texts(
    {
        # Files and channels
        "reserved-file-name": _error('Windows reserves the name "{name}" for a device; rename it'),
        "reserved-file-name/ending": _error(
            'a name on Windows cannot end with a dot or a space, as "{name}" does; rename it'
        ),
        "channels-meet": _error(
            'the channels "{one}" and "{other}" can both have the name {name} and receive each '
            f"other's messages; {_WAY_APART}"
        ),
        "channels-meet/doubt": _error(
            'the channels "{one}" and "{other}" may both have the name {name} '
            f"({{doubt}}); {_WAY_APART}"
        ),
        "channels-meet/untold": _error(
            'the channels "{one}" and "{other}" may have the same name ({doubt}); '
            f"{_WAY_APART}"
        ),
        "adjacent-placeholders": _error(
            'two placeholders in "{name}" have nothing between them; add a separator such as :'
        ),
        "unbalanced-brace": _error(
            '"{name}" has an unbalanced brace; write a placeholder as {{{like}}}'
        ),
        "unprintable-name": _error(
            "a channel's name must be printable and without spaces around it; fix the name"
        ),
        "undeclared-placeholder": _error("{{{name}}} is not declared under params{hint}"),
        "undeclared-placeholder/form": _error(
            "a placeholder must be the name of a parameter in braces, such as {{{like}}}"
        ),
        "foreign-placeholder": _warning(
            '"{text}" is literal text in the name of the channel; for a parameter write {{{name}}}'
        ),
        "foreign-placeholder/dollar": _warning(
            "${{{name}}} puts a $ into every name of the channel; write {{{name}}}"
        ),
        "foreign-placeholder/wildcard": _warning(
            '"{text}" is literal text in the name of the channel; for a parameter write its name '
            "in braces, such as {{room_id}}"
        ),
        "repeated-placeholder": _error("{{{name}}} appears in the name twice; use two parameters"),
        "unused-parameter": _error('the parameter "{name}" is not in the channel\'s name{hint}'),
        "parameter-enum": _error("a parameter's enum must list strings, not {value}{hint}"),
        "parameter-enum/empty": _error("a parameter cannot be an empty string; remove it"),
        # Schemas
        "other-draft": _error(
            "definitions must be JSON Schema draft 2020-12; remove $schema or write {draft}"
        ),
        "unknown-code": _warning('there is no code "{code}" to ignore{hint}'),
        "unknown-code/error": _warning(
            '"{code}" is the code of an error, and only warnings can be ignored; remove it'
        ),
        "unsafe-keyword": _error("{keyword} could import any code; remove it"),
        "unknown-keyword": _warning(
            '"{keyword}" is not a JSON Schema keyword and has no effect{hint}'
        ),
        "unknown-keyword/colon": _error("{how}"),
        "unknown-keyword/misspelled": _error(
            '"{keyword}" is not a JSON Schema keyword; did you mean "{near}"? If it is your own, '
            "begin it with x-"
        ),
        "unknown-keyword/property": _error(
            '"{keyword}" is not a JSON Schema keyword; if it is a property of the object, write it '
            "under properties"
        ),
        "unknown-type": _error("{word} is not a JSON Schema type{hint}"),
        "empty-enum": _error("an empty enum accepts no value; list at least one"),
        "repeated-enum": _error("{value} is in this enum twice; remove one"),
        "empty-range": _error("{low} {least} is above {high} {most}; no value is valid"),
        "empty-range/exclusive": _error(
            "{low} {least} is not below {high} {most}; no value is valid"
        ),
        "unknown-required": _warning('"{key}" is required but is not one of the properties{hint}'),
        "ineffective-keyword": _warning(
            "{keyword} applies to values of type {type} and has no effect here"
        ),
        "unknown-format": _warning(
            '"{name}" is not a format of the draft and is not checked{hint}'
        ),
        "invalid-schema": _error("{subject} must be {expected}, not {found}{hint}"),
        "invalid-schema/list": _error("{subject} {expected}"),
        "invalid-pattern": _error(
            "{pattern} is not a valid ECMA-262 (JavaScript) regular expression: at character "
            "{place}, {reason}"
        ),
        "invalid-pattern/reference": _error(
            "{pattern} is a regular expression that the validator cannot run as ECMA-262 has it: "
            "at character {place}, {reason}"
        ),
        "invalid-pattern/not-run": _error(
            "{pattern} is a regular expression that the validator cannot run as it is; write {way}"
        ),
        # References
        "ref-not-found": _error("{text} cannot be resolved{hint}"),
        "ref-not-found/file": _error('there is no file "{path}"{hint}'),
        "ref-not-found/outside": _error(
            'no file of the project is "{text}", and nothing is fetched; put it beside this file'
        ),
        "ref-not-found/anchor": _error('there is no $anchor "{name}" here{hint}'),
        "ref-not-found/draft": _error("{text} cannot be resolved in the draft's own schemas"),
        "ref-not-found/no-definition": _error("{text} does not point to a definition{hint}"),
        "ref-not-found/no-schema": _error(
            "{text} points to something that is not a schema; point to a schema"
        ),
        "ref-not-found/several": _error(
            '"{text}" is the $id of several schemas; give each its own'
        ),
        "ref-not-found/in-topic": _error('"{text}" is inside a topic; move it to $defs'),
        "ref-not-found/dynamic": _error(
            "{text} points out of its own schema, which only $ref can do; use $ref"
        ),
        "ref-remote": _error(
            '"{text}" is not in this project, and schemas are never fetched; copy it here'
        ),
        "ref-outside": _error('"{text}" is outside the project; move it into the project'),
        "ref-outside/large": _error('"{text}" is larger than 64 MB; refer to a smaller file'),
        "unknown-dialect": _error(
            '{path} is written in "{dialect}", which is not known; known are {known}'
        ),
        "too-deep": _error("nested more than 200 levels deep"),
        "ref-circular": _error(
            "{text} refers back to this schema for the same value; recurse in properties or items"
        ),
        # Values
        "no-value": _error(
            "no value is valid here: the keywords contradict each other; check the required keys "
            "and the bounds"
        ),
        "no-value/endless": _error(
            "no value is valid here: it would have to contain itself without end; make a property "
            "on the way optional, or accept null"
        ),
        "no-value/types": _error("no value is valid here: no value is {types} at once"),
        "no-value/in-common": _error(
            "no value is valid here: the enums and consts have no value in common"
        ),
        "no-value/listed": _error("no value is valid here: none of {values} is of type {types}"),
        "no-value/refused": _error(
            "no value is valid here: other keywords refuse each of {values}"
        ),
        "no-value/parameter": _error(
            'no value of "{name}" can be used in the channel\'s name; check its enum, pattern and '
            "format, and the characters beside its placeholder"
        ),
        "unreachable-value/parameter": _warning(
            '{value} is never valid: the channel\'s name cannot contain it as "{name}"'
        ),
        "unreachable-value": _warning("{value} is never valid: it has none of the types here"),
        "unreachable-value/refused": _warning(
            "{value} is never valid: another keyword here refuses it"
        ),
        "refused-property": _warning(
            'no value with "{key}" is valid: another part of the schema has {keyword}: false and '
            "does not declare it; declare it there too"
        ),
        "invalid-default": _warning(
            "the default {value} is not valid by its own schema and is ignored; fix or remove it"
        ),
        "overlapping-branches": _warning(
            "an object can match this branch and another one, and oneOf then refuses it; give each "
            "branch a required property with a const of its own, or write anyOf"
        ),
        "overlapping-branches/value": _warning(
            "{value} matches this branch and another one, and oneOf then refuses it; let one "
            "branch accept it, or write anyOf"
        ),
        "overlapping-branches/type": _warning(
            "a value of type {type} can match this branch and another one, and oneOf then refuses "
            "it; let one branch accept it, or write anyOf"
        ),
        # Types
        "untyped-schema": _warning(
            'without "type", values of every other type are valid too; add it'
        ),
        "wider-type/dynamic": _warning(
            f"{_WIDER} the target of this reference depends on the value"
        ),
        "wider-type/left-over": _warning(f"{_WIDER} what is unevaluated here depends on the value"),
        "wider-type/combinations": _warning(
            f"{_WIDER} its unions combine in too many ways for a type"
        ),
        "wider-type/deep": _warning(f"{_WIDER} it is nested too deep for a type"),
        "wider-type/large": _warning(
            f"{_WIDER} it is too large for a type; name its parts in $defs"
        ),
        "wider-type/conditional": _warning(
            f"{_WIDER} its properties are typed only where this condition holds"
        ),
        # Lints
        "closed-object": _warning(
            "running subscribers will refuse every property that you add later; remove "
            "{keyword}: false: type checkers refuse unknown keys without it"
        ),
        "unbounded-string": _warning(f"a string {_UNBOUNDED} maxLength"),
        "unbounded-array": _warning(f"an array {_UNBOUNDED} maxItems"),
        "missing-description": _warning(
            'the channel "{key}" has no description; say what it is for'
        ),
        "missing-description/topic": _warning(
            'the topic "{key}" has no description; say when it is sent'
        ),
        "unused-definition": _warning('nothing refers to "{key}"; remove it, or use it'),
        "optional-boolean": _warning(
            '"{key}" may be absent, which is neither true nor false; add a default'
        ),
    }
)
