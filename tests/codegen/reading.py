"""One document, read."""

from __future__ import annotations

from realtime_codegen.documents import Document, parse


def read(source: str | bytes, path: str = "a.yaml") -> Document:
    raw = source.encode() if isinstance(source, str) else source
    document, problems = parse(path, path, raw)
    assert problems == []
    assert document is not None
    return document


def codes(source: str | bytes, path: str = "a.yaml") -> list[str]:
    raw = source.encode() if isinstance(source, str) else source
    return [problem.code for problem in parse(path, path, raw)[1]]
