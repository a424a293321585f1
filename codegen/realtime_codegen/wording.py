"""What people are told: the texts of rules, lints and types, beside their codes.

A front end and a target bring the texts of what they alone can find. Those of changes are in
`breaking/wording.py`.
"""

from __future__ import annotations

from .diagnostics import Texts
from .diagnostics import as_error as _error
from .diagnostics import as_warning as _warning

_WAY_APART = "begin one of the names with a word of its own, or give a parameter a pattern"
_UNBOUNDED = "of any length can pass the transport's size limit; write"
_WIDER = "enforced at run time alone:"

TEXTS = Texts(
    {
        # Files and channels
        "reserved-file-name": _error('Windows keeps the name "{name}" for a device; rename it'),
        "reserved-file-name/ending": _error(
            'on Windows no name ends with a dot or a space, as "{name}"; rename it'
        ),
        "channels-meet": _error(
            'the channels "{one}" and "{other}" can both be named {name}, and would get each '
            f"other's messages; {_WAY_APART}"
        ),
        "channels-meet/doubt": _error(
            'the channels "{one}" and "{other}" can both be named {name}, as far as can be told: '
            f"{{doubt}}; {_WAY_APART}"
        ),
        "channels-meet/untold": _error(
            'the channels "{one}" and "{other}" may meet, as far as can be told: {doubt}; '
            f"{_WAY_APART}"
        ),
        "adjacent-placeholders": _error(
            'placeholders side by side in "{name}"; put a separator such as : between'
        ),
        "unbalanced-brace": _error(
            'a brace without its partner in "{name}"; placeholders are {{like_this}}'
        ),
        "unprintable-name": _error(
            "a channel's name is printable and has no spaces around it; write it so"
        ),
        "undeclared-placeholder": _error("{{{name}}} is not declared under params{hint}"),
        "undeclared-placeholder/form": _error(
            "a placeholder is a parameter in braces, such as {{room_id}}"
        ),
        "repeated-placeholder": _error("{{{name}}} stands in the name twice; use two parameters"),
        "unused-parameter": _error('the parameter "{name}" is not in the channel\'s name{hint}'),
        "parameter-enum": _error("a parameter's enum lists strings, and this is {value}{hint}"),
        "parameter-enum/empty": _error("an empty string tells no channel apart; remove it"),
        # Schemas
        "other-draft": _error(
            "definitions are JSON Schema draft 2020-12; remove $schema or write {draft}"
        ),
        "unsafe-keyword": _error("{keyword} would import code of its choice; remove it"),
        "unknown-keyword": _warning(
            '"{keyword}" is no keyword of JSON Schema and has no effect{hint}'
        ),
        "unknown-type": _error("{word} is not a JSON Schema type{hint}"),
        "empty-enum": _error("an empty enum admits no value; list at least one"),
        "repeated-enum": _error("{value} is in this enum twice; remove one"),
        "empty-range": _error("{low} {least} is above {high} {most}; no value is valid"),
        "empty-range/exclusive": _error(
            "{low} {least} is not below {high} {most}; no value is valid"
        ),
        "unknown-required": _warning('"{key}" is required and is none of the properties{hint}'),
        "ineffective-keyword": _warning(
            "{keyword} is for values of type {type}, and has no effect here"
        ),
        "unknown-format": _warning('"{name}" is no format of the draft and is not checked{hint}'),
        "invalid-schema": _error("{subject} is {expected}, and this is {found}{hint}"),
        "invalid-schema/list": _error("{subject} lists {expected}"),
        "invalid-pattern": _error(
            "{pattern} is no regular expression of ECMA-262 (JavaScript); fix it"
        ),
        # References
        "ref-not-found": _error("{text} leads nowhere{hint}"),
        "ref-not-found/file": _error('there is no definition file "{path}"{hint}'),
        "ref-not-found/anchor": _error('there is no $anchor "{name}" here{hint}'),
        "ref-not-found/draft": _error("{text} leads nowhere in the draft's own schemas"),
        "ref-not-found/no-definition": _error(
            "{text} leads to no definition; write {file}#/$defs/ and its key"
        ),
        "ref-not-found/no-schema": _error("{text} leads to what is no schema; name one"),
        "ref-not-found/several": _error('"{text}" is the $id of several schemas; name each apart'),
        "ref-not-found/in-topic": _error('"{text}" is inside a topic; move it to $defs'),
        "ref-not-found/dynamic": _error(
            "{text} leads out of its own schema; $ref can, $dynamicRef cannot"
        ),
        "ref-remote": _error(
            '"{text}" is not in this project, and nothing is fetched; copy it here'
        ),
        "ref-outside": _error('"{text}" lies outside the schemas folder; move it into the folder'),
        "ref-circular": _error(
            "{text} leads back here for the same value; repeat only in properties or items"
        ),
        # Values
        "no-value": _error(
            "no value is valid here: its keywords contradict each other; look at what is required "
            "and at the bounds"
        ),
        "no-value/types": _error("no value is valid here: nothing is at once {types}"),
        "no-value/in-common": _error(
            "no value is valid here: its enums and consts have no value in common"
        ),
        "no-value/listed": _error("no value is valid here: of {values} none is of type {types}"),
        "no-value/parameter": _error(
            'no value of "{name}" can stand in the channel\'s name: look at its enum, pattern and '
            "format, and at the characters beside it in the name"
        ),
        "unreachable-value/parameter": _warning(
            '{value} is never valid: as "{name}" it cannot stand in the channel\'s name'
        ),
        "unreachable-value": _warning("{value} is never valid: it is of none of the types here"),
        "invalid-default": _warning("its own schema refuses {value}, so it is no default"),
        "overlapping-branches": _warning(
            "an object can fit this branch and another one, and oneOf then refuses it; give each "
            "branch a required property with a const of its own, or write anyOf"
        ),
        # Types
        "untyped-schema": _warning(
            'without a "type", values of every other type are valid too; write one'
        ),
        "wider-type/dynamic": _warning(f"{_WIDER} where this leads depends on the value"),
        "wider-type/left-over": _warning(f"{_WIDER} what is left over here depends on the value"),
        "wider-type/combinations": _warning(
            f"{_WIDER} there are too many ways to combine its unions for a type"
        ),
        "wider-type/deep": _warning(f"{_WIDER} it is nested too deep for a type"),
        "wider-type/large": _warning(
            f"{_WIDER} it is too large for a type; name its parts in $defs"
        ),
        "wider-type/conditional": _warning(
            f"{_WIDER} where this is not asked, its properties may be anything"
        ),
        # Lints
        "open-object": _warning(
            "keys besides these are accepted and sent; write additionalProperties: false, or true "
            "if you mean it"
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
            '"{key}" may be absent, which is neither true nor false; write a default'
        ),
    }
)
