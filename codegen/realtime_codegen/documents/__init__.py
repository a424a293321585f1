"""YAML text -> Document: plain data, and beside it the position of every key and value."""

from .document import Document
from .reading import MAX_DEPTH, parse

__all__ = ["MAX_DEPTH", "Document", "parse"]
