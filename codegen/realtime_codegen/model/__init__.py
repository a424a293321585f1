"""What definitions mean, without a word of YAML or of any output language."""

from .project import Channel, Definition, File, Parameter, Project, Topic, deprecation
from .schema import Schema
from .site import Site

__all__ = [
    "Channel",
    "Definition",
    "File",
    "Parameter",
    "Project",
    "Schema",
    "Site",
    "Topic",
    "deprecation",
]
