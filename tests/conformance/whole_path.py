"""The whole path: schemas to definition files, to generated modules, to the topics in them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from ..support.generating import Around, generate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from realtime_codegen.diagnostics import Diagnostic


def definitions(schemas: Mapping[str, object]) -> dict[str, bytes]:
    """A definition file for each schema: one channel of the file's name, with a topic `it`."""
    return {f"{name}.json": _definition(name, schema) for name, schema in schemas.items()}


def _definition(name: str, schema: object) -> bytes:
    channel = {"name": name, "topics": {"it": {"schema": schema}}}
    return json.dumps({"channels": {name: channel}}, ensure_ascii=False).encode()


def referring(schemas: Mapping[str, object], draft: str) -> tuple[dict[str, bytes], Around]:
    """The same, where each schema is a file of other people, in the dialect of a draft."""
    around = Around()
    definitions = {}
    for name, schema in schemas.items():
        way = f"../{name}.json"
        inside: dict[str, Any] = {"definitions": {"it": schema}}
        if isinstance(schema, dict):
            inside = schema
        else:
            way += "#/definitions/it"
        around[f"../{name}.json"] = json.dumps({"$schema": draft, **inside}).encode()
        definitions[f"{name}.json"] = _definition(name, {"$ref": way})
    return definitions, around


def generated(
    sources: Mapping[str, bytes], around: Mapping[str, bytes] | None = None
) -> tuple[dict[str, str], list[Diagnostic]]:
    """The files for these definition files, and all problems; what has an error is left out."""
    problems: list[Diagnostic] = []
    while True:
        result = generate(sources, "", around)
        wrong = {p.position.path.removeprefix("../") for p in result.diagnostics if p.is_error}
        if result.files is not None:
            return result.files, problems + result.diagnostics
        problems += (p for p in result.diagnostics if p.position.path.removeprefix("../") in wrong)
        sources = {path: source for path, source in sources.items() if path not in wrong}


def same(a: Any, b: Any) -> bool:
    """Whether two JSON values are equal, as the draft has it: 1.0 is 1, and true is not."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    return bool(a == b) and isinstance(a, bool) == isinstance(b, bool)


_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)?([Tt]?)(\d\d:\d\d:)(\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)


def canonical(value: Any) -> Any:
    """A JSON value whose times and UUIDs are written in one way, as far as Python holds them."""
    if isinstance(value, dict):
        return {key: canonical(part) for key, part in value.items()}
    if isinstance(value, list):
        return list(map(canonical, value))
    if not isinstance(value, str):
        return value
    if re.fullmatch(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}", value):
        return value.lower()
    match = _MOMENT.fullmatch(value)
    if match is None or bool(match[1]) != bool(match[2]):
        return value
    day, _, minute, second, fraction, offset = match.groups("")
    if second == "60":
        second, fraction = "59", ".999999"
    offset = "Z" if offset[1:] == "00:00" else offset.upper()
    return f"{day}T{minute}{second}.{fraction[1:7]:0<6}{offset}"
