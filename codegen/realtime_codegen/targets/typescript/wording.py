"""The messages about what TypeScript cannot name, and JavaScript cannot run."""

from __future__ import annotations

from ...diagnostics import Texts, as_error, as_warning

TEXTS = Texts(
    {
        "no-typescript-name": as_error(
            'no TypeScript type can have the name "{name}"; choose another key, or write '
            "x-name: SomeName"
        ),
        "typescript-reserved-name": as_error(
            'every channel has a property "{name}" in TypeScript; give the topic another name'
        ),
        "typescript-file-taken": as_error('this file and {other} both need "{name}"; rename one'),
        "typescript-file-taken/own": as_error(
            'this file needs "{name}", which the TypeScript output has already; rename it'
        ),
        "typescript-file-name": as_error(
            'TypeScript takes "{name}" for declarations alone, because of .d. in its name; '
            "rename this file"
        ),
        "typescript-file-name/package": as_error(
            "TypeScript takes what is below a folder node_modules for packages of others; "
            "rename the folder"
        ),
        "typescript-name-taken": as_error(
            'two channels need the TypeScript name "{name}"; rename one'
        ),
        "typescript-type-taken": as_error(
            'two definitions need the TypeScript type "{name}"; rename one, or give it another '
            "type with x-name: SomeName"
        ),
        "javascript-pattern": as_error(
            "JavaScript does not run this pattern, with the flag u: {reason}"
        ),
        "javascript-metaschema": as_error(
            "the TypeScript validator does not have the draft's metaschema; write a schema "
            "of your own, such as type: [object, boolean]"
        ),
        "javascript-dynamic-reference": as_error(
            "the TypeScript validator looks for this $dynamicAnchor only in the same topic or "
            "definition; write $ref"
        ),
        "javascript-number": as_warning(
            "JavaScript reads {value} as {read}: beyond 2**53 it does not tell integers apart; "
            "use a string"
        ),
    }
)
