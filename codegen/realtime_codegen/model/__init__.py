"""What definitions mean, without a word of YAML or of any output language."""

from .project import Channel, Definition, File, Parameter, Project, Topic
from .schema import Schema
from .site import Site, Source

__all__ = [
    "Channel",
    "Definition",
    "File",
    "Parameter",
    "Project",
    "Schema",
    "Site",
    "Source",
    "Topic",
]
