"""A project that has the target of `examples/outline_target` besides Python."""

from __future__ import annotations

from ..support.files import ROOT

EXAMPLE = ROOT / "examples" / "outline_target"
DEFINITIONS = """\
channels:
  room:
    name: "room:{id}"
    params: {id: {type: string}}
    topics:
      said: {schema: {$ref: "#/$defs/Said"}}
      size: {schema: {type: integer}}
$defs:
  Said: {type: object, required: [text], properties: {text: {type: string}}}
"""
CONFIG = """\
[tool.realtime-codegen]
schemas = "schemas"

[tool.realtime-codegen.outline]
output = "outlines"
"""
