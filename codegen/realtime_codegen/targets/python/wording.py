"""The texts of what Python cannot name or say."""

from __future__ import annotations

from ...diagnostics import Texts, as_error, as_warning

_WIDER = "enforced at run time alone:"

TEXTS = Texts(
    {
        "no-python-name": as_error("no {what} can have this name: {why}; give it another"),
        "reserved-name": as_error(
            'every channel has an attribute "{name}"; give the topic another name'
        ),
        "name-taken": as_error('the topics "{key}" and "{other}" both need "{name}"'),
        "module-taken": as_error('this file and {other} both need "{place}"; rename one'),
        "module-taken/case": as_error(
            '{other} needs "{first}" and this file "{place}", which are not told apart everywhere; '
            "rename one"
        ),
        "factory-taken": as_error('{what} give "{name}"; rename one'),
        "class-taken": as_error(
            'two definitions need the class "{name}"; rename one, or give it another class with '
            "x-name: SomeName"
        ),
        "unbound-name": as_error(
            'the module of this file would name "{name}", and nothing there is called so: a fault '
            "of realtime-codegen; report it together with this file"
        ),
        "empty-key": as_warning("pyright refuses a TypedDict with an empty key; name the property"),
        "wider-type/patterns": as_warning(
            f"{_WIDER} patternProperties beside properties are in no type"
        ),
        "wider-type/rest": as_warning(f"{_WIDER} properties beyond these are in no type"),
        "wider-type/tuple": as_warning(
            f"{_WIDER} a tuple's length varies unless items is false and minItems its length"
        ),
        "wider-type/literal": as_warning(
            f"{_WIDER} only strings, whole numbers, true, false and null can be Literal types"
        ),
    }
)
