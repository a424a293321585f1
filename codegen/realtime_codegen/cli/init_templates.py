"""The contents of the files that `realtime-codegen init` writes."""

from __future__ import annotations

from .editor import SCHEMA_FILE

MODELINE = f"# yaml-language-server: $schema={SCHEMA_FILE}\n"
"""Names the schema of a definition file for editors, by its relative path."""

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
          required: [message]
          properties:
            message: {type: string, maxLength: 200, description: A line for the user.}
            percent: {type: integer, minimum: 0, maximum: 100, description: How much is done.}

  news: # without a placeholder in its name, a channel is static
    description: News for every user.
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

MYPY = """\
[tool.mypy]
plugins = ["realtime_runtime.mypy"]
strict_equality = true
"""

MYPY_INI = """\
[mypy]
plugins = realtime_runtime.mypy
strict_equality = True
"""

HOOK = """\
  - repo: local
    hooks:
      - id: realtime-codegen
        name: generated code is up to date
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
          fetch-depth: 0 # breaking compares with the target branch of a pull request
      - uses: actions/setup-python@v5
        with:
          python-version: "3.13"
      # FILL THIS IN with a checkout, a git URL or wheels: no package index has these names.
      # Add what your own code imports, for mypy.
      - name: Install realtime-codegen {version}, realtime-runtime and mypy as your project does
        run: |
          echo "::error::Write in this job's file how your project installs realtime-codegen."
          exit 1
      - run: realtime-codegen --check --warnings-as-errors --error-format github
      - run: mypy --check-untyped-defs .
      # This fails until the target branch has definitions to compare with.
      - if: github.event_name == 'pull_request'
        run: >-
          realtime-codegen breaking --error-format github
          --against "origin/${{{{ github.base_ref }}}}"
"""
"""The job cannot know how a project installs its tools, so that step fails with a message."""
