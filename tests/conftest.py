"""What holds for all tests: on any machine, in any order."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

HERE = Path(__file__).parent

# What `make quick` leaves out: type checkers, environments, processes, thousands of examples.
SLOW = """
    breaking/test_soundness.py
    codegen/test_cache.py codegen/test_cli.py codegen/test_determinism.py codegen/test_fuzz.py
    codegen/test_incremental.py codegen/test_interrupted.py codegen/test_packages.py
    codegen/test_patterns.py codegen/test_rendering.py codegen/test_sizes.py
    codegen/test_surroundings.py codegen/test_terminal.py codegen/test_watch.py
    conformance/test_depth.py conformance/test_library_faults.py conformance/test_literals.py
    conformance/test_names_are_bound.py conformance/test_properties.py conformance/test_suite.py
    inngest/test_connections.py inngest/test_echoes.py inngest/test_example.py
    inngest/test_failures.py inngest/test_reconnecting.py inngest/test_sdk.py
    inngest/test_threads.py
    runtime/test_explanation.py
    test_beginnings.py test_conftest.py test_docs.py test_examples.py test_installed.py
    test_typing.py
    testing/test_making.py testing/test_plugin.py
    workflow/test_editor_schema.py workflow/test_init.py
""".split()

# How long an example takes says how busy the machine is.
settings.register_profile("tests", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tests")


def pytest_configure() -> None:
    """Programs that the tests start can be interrupted, also where this one was told not to be.

    A shell has what it starts in the background ignore SIGINT, and so would all their children.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    slow = {HERE / name for name in SLOW}
    for item in items:
        if item.path in slow:
            item.add_marker(pytest.mark.slow)
