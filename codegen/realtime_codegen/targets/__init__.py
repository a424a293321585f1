"""Outputs: one folder each, and what other packages bring."""

from .target import Owned, Rendered, Target, WrongOption

__all__ = ["Owned", "Rendered", "Target", "WrongOption"]
