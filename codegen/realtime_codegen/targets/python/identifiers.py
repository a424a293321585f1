"""ClassName, ModuleName, FieldName: strings that can only hold what Python can hold."""

from __future__ import annotations

import keyword
import re
import unicodedata
from typing import Self

from ...types.naming import capitalised

# What pydantic's BaseModel has already; a test holds this list against the installed pydantic.
MODEL_ATTRIBUTES = frozenset(
    """
    construct copy dict from_orm json model_computed_fields model_config model_construct model_copy
    model_dump model_dump_json model_extra model_fields model_fields_set model_json_schema
    model_parametrized_name model_post_init model_rebuild model_validate model_validate_json
    model_validate_strings parse_file parse_obj parse_raw schema schema_json update_forward_refs
    validate
    """.split()
)


class NotAName(ValueError):
    """A string from which no Python name can be made. Its message says why."""


class _Identifier(str):
    """A Python identifier that is not a keyword, in the form in which Python stores it."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        name = unicodedata.normalize("NFKC", text)
        if not name.isidentifier():
            raise NotAName(f'"{text}" is not a Python identifier')
        if keyword.iskeyword(name):
            raise NotAName(f'"{text}" is a Python keyword')
        return super().__new__(cls, name)


class ClassName(_Identifier):
    """The name of a generated class."""

    __slots__ = ()

    @classmethod
    def of(cls, *keys: str) -> Self:
        """Each key split where it has no letter or digit, each piece with a capital first."""
        name = "".join(map(capitalised, keys))
        if not name:
            raise NotAName(f'"{"".join(keys)}" has no letter and no digit')
        return cls(name)


class FieldName(_Identifier):
    """The name of a field, a topic's attribute, a parameter or a factory."""

    __slots__ = ()

    @classmethod
    def of_key(cls, key: str) -> Self:
        """A topic's or channel's key, with `-` and `.` as `_`."""
        return cls(re.sub(r"[-.]", "_", key))

    @classmethod
    def of_property(cls, key: str, taken: set[str]) -> Self:
        """The key itself where a model can hold it, else the nearest free name."""
        if _is_plain(key):
            return cls(key)
        text = unicodedata.normalize("NFKC", key)
        name = "".join(char if f"_{char}".isidentifier() else "_" for char in text).strip("_")
        if not name.isidentifier():
            name = f"field_{name}".rstrip("_")
        if keyword.iskeyword(name) or name in MODEL_ATTRIBUTES:
            name += "_"
        while name in taken:
            name += "_"
        return cls(name)


class ModuleName(str):
    """A dotted path of identifiers below the output package."""

    __slots__ = ()

    @classmethod
    def of_path(cls, path: str) -> Self:
        """The module of a definition file, from its path in the schemas folder. Raises NotAName."""
        stem = re.sub(r"\.(ya?ml|json)$", "", path)
        return cls.of_pieces([re.sub(r"[-. ]", "_", piece) for piece in stem.split("/")])

    @classmethod
    def of_pieces(cls, texts: list[str]) -> Self:
        pieces = list(map(_Identifier, texts))
        if any(piece.startswith("__") for piece in pieces):
            raise NotAName("Python reserves names that begin with __")
        return cls(".".join(pieces))

    @property
    def path(self) -> str:
        return self.replace(".", "/") + ".py"


def plain_names(keys: list[str]) -> dict[str, FieldName]:
    """A field name for every key of an object; keys that Python can hold keep theirs."""
    taken = {key for key in keys if _is_plain(key)}
    names: dict[str, FieldName] = {}
    for key in sorted(keys):
        names[key] = FieldName.of_property(key, taken)
        taken.add(names[key])
    return names


def _is_plain(key: str) -> bool:
    return (
        key.isidentifier()
        and not keyword.iskeyword(key)
        and not key.startswith("_")
        and key not in MODEL_ATTRIBUTES
        and unicodedata.is_normalized("NFKC", key)
    )
