"""The one package that writes to the disk; it also reads definitions and outputs."""

from .cache import read_cache, write_cache
from .creating import create
from .filesystem import DiskProblem, read_file
from .output import Changes, compare, read_texts, write
from .sources import is_definition, may_define, read_sources

__all__ = [
    "Changes",
    "DiskProblem",
    "compare",
    "create",
    "is_definition",
    "may_define",
    "read_cache",
    "read_file",
    "read_sources",
    "read_texts",
    "write",
    "write_cache",
]
