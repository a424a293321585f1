"""Outputs: one folder each, and what other packages bring."""

from .installed import WrongOption
from .target import Owned, Rendered, Target

__all__ = ["Owned", "Rendered", "Target", "WrongOption"]
