"""The texts of the files that `realtime-codegen init` writes."""

from __future__ import annotations

from .editor import SCHEMA_FILE

MODELINE = f"# yaml-language-server: $schema={SCHEMA_FILE}\n"
"""Tells editors where the schema of a definition file is, by its path from that file."""

DEFINITION = """\
channels:
  task:
    description: The progress of one task.
    name: "task:{task_id}"
    params:
      task_id: {type: string, description: The task that is followed.}
    topics:
      status:
        description: What the task is doing now.
        schema:
          type: object
          additionalProperties: false
          required: [message]
          properties:
            message: {type: string, maxLength: 200, description: A line for people.}
            percent: {type: integer, minimum: 0, maximum: 100, description: How much is done.}

  news: # no placeholder in its name: a channel that is always there
    description: What everybody is told.
    name: news
    topics:
      headline:
        description: One line of news.
        schema: {type: string, maxLength: 80}
"""

SECTION = """\
[tool.realtime-codegen]
schemas = "schemas"
output = "generated"
"""

HOOK = """\
  - repo: local
    hooks:
      - id: realtime-codegen
        name: generated code is what the definitions give
        entry: realtime-codegen --check
        language: system
        pass_filenames: false
"""

PRE_COMMIT = f"repos:\n{HOOK}"

WORKFLOW = """\
name: realtime-codegen

on: [push, pull_request]

permissions:
  contents: read

jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0 # the branch that a pull request goes to is compared with
      - uses: actions/setup-python@v5
        with:
          python-version: "3.13"
      # FILL THIS IN. Take a checkout, a git URL or wheels, not the names alone: no index has them.
      # Add what your own code imports, for mypy.
      - name: Install realtime-codegen {version}, realtime-runtime and mypy as your project does
        run: |
          echo "::error::Say in this job's file how your project installs realtime-codegen."
          exit 1
      - run: realtime-codegen --check --error-format github
      - run: mypy --check-untyped-defs .
      # It fails where that branch has no definitions yet: there is nothing to compare with.
      - if: github.event_name == 'pull_request'
        run: >-
          realtime-codegen breaking --error-format github
          --against "origin/${{{{ github.base_ref }}}}"
"""
"""A job that cannot know how a project installs what it needs, so it says so where it runs."""
