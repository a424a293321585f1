"""The one package that writes to the disk; it also reads definitions and outputs."""

from .cache import read_cache, write_cache
from .creating import create
from .filesystem import DiskProblem, read_file
from .output import Changes, OutputFolder, compare, text_of, write
from .project import ProjectFiles, Stamp, stamp
from .sources import is_definition, may_define, read_sources

__all__ = [
    "Changes",
    "DiskProblem",
    "OutputFolder",
    "ProjectFiles",
    "Stamp",
    "compare",
    "create",
    "is_definition",
    "may_define",
    "read_cache",
    "read_file",
    "read_sources",
    "stamp",
    "text_of",
    "write",
    "write_cache",
]
