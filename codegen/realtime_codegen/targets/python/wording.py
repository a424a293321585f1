"""The messages about what Python cannot name or express."""

from __future__ import annotations

from ...diagnostics import Texts, as_error, as_warning

_WIDER = "checked only at run time:"

TEXTS = Texts(
    {
        "no-python-name": as_error(
            "this name cannot be used for a Python {what}: {why}; choose another"
        ),
        "reserved-name": as_error(
            'every channel has an attribute "{name}"; give the topic another name'
        ),
        "reserved-name/package": as_error(
            'the generated package has all channels under "{name}"; rename the file or folder'
        ),
        "name-taken": as_error(
            'the topics "{key}" and "{other}" both need the attribute "{name}"; rename one'
        ),
        "module-taken": as_error('this file and {other} both need "{place}"; rename one'),
        "module-taken/case": as_error(
            '{other} needs "{first}" and this file needs "{place}", which can conflict; rename one'
        ),
        "factory-taken": as_error('{what} need the name "{name}"; rename one'),
        "class-taken": as_error(
            'two definitions need the class "{name}"; rename one, or give it another class with '
            "x-name: SomeName"
        ),
        "unbound-name": as_error(
            'the module of this file would use "{name}" without defining it: this is a bug in '
            "realtime-codegen; report it together with this file"
        ),
        "empty-key": as_warning(
            "pyright refuses a TypedDict with an empty key; rename the property"
        ),
        "wider-type/patterns": as_warning(
            f"{_WIDER} the type leaves out patternProperties beside properties"
        ),
        "wider-type/rest": as_warning(f"{_WIDER} the type leaves out properties besides these"),
        "wider-type/tuple": as_warning(
            f"{_WIDER} the tuple's length varies; set items: false and minItems: {{count}}"
        ),
        "wider-type/literal": as_warning(
            f"{_WIDER} only strings, integers, true, false and null can be Literal types"
        ),
    }
)
