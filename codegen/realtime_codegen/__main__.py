"""`python -m realtime_codegen`: the same as the `realtime-codegen` command."""

import sys

from .cli import program

sys.exit(program())
