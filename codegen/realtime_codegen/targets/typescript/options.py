"""Options: what `[tool.realtime-codegen.typescript]` says."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from ...diagnostics import suggestion
from ..target import WrongOption

if TYPE_CHECKING:
    from collections.abc import Mapping

_EXTENSIONS = (".js", ".ts", "")
_VALIDATORS = ("typebox", "none")


@dataclass(frozen=True, slots=True)
class Options:
    """`extension` is that of relative imports, `validate` the library that validates payloads;
    `react` whether there is a hook, `augment` whether Inngest's `TopicRef` gets its type back."""

    extension: str = ".js"
    validate: str = "typebox"
    react: bool = True
    augment: bool = True

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> Options:
        """Raises WrongOption."""
        known = [field.name for field in fields(cls)]
        for name, value in table.items():
            if name not in known:
                hint = suggestion(name, known) or f"; the options are {', '.join(known)}"
                raise WrongOption(f'there is no option "{name}"{hint}')
            _check(name, value)
        return cls(**table)

    @property
    def text(self) -> str:
        """What tells these options from others."""
        return repr(asdict(self))


def _check(name: str, value: object) -> None:
    texts = {"extension": _EXTENSIONS, "validate": _VALIDATORS}.get(name)
    if texts is None and not isinstance(value, bool):
        raise WrongOption(f'"{name}" must be true or false')
    if texts is not None and value not in texts:
        raise WrongOption(f'"{name}" must be {" or ".join(map(json.dumps, texts))}')
