"""Schemas as types of no language in particular."""

from .building import types_of
from .data import Types

__all__ = ["Types", "types_of"]
