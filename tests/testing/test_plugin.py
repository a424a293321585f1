"""The plugin: what a user's test session has by itself."""

from __future__ import annotations

import pytest

from ..support.commands import python

pytest_plugins = ["pytester"]
pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def settings(pytester: pytest.Pytester) -> None:
    """Warnings are errors in the user's project too."""
    pytester.makeini(
        "[pytest]\nfilterwarnings = error\nasyncio_default_fixture_loop_scope = function\n"
        "addopts = -p no:randomly\n"
    )


CHANNEL = """
import pytest
from realtime_runtime import Channel, Realtime, Topic, TransportClosed
from realtime_runtime.testing import assert_not_published, assert_published, published


class JobsChannel(Channel, name="jobs"):
    log: Topic[str] = Topic("log", lambda: str, '{"type": "string"}')


jobs = JobsChannel()
"""


def test_sync_tests_may_use_the_fixture(pytester: pytest.Pytester) -> None:
    """Code that runs its own event loop publishes through the fixture."""
    pytester.makepyfile(
        CHANNEL
        + """
import asyncio


def test_it(realtime):
    asyncio.run(realtime.publish(jobs.log, "begun"))
    assert_published(jobs.log, "begun")
"""
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=1)


ASYNC = """

async def test_it(realtime):
    async with realtime.subscribe(jobs.log) as messages:
        await realtime.publish(jobs.log, "begun")
        assert (await anext(messages)).data == "begun"
    assert_published(jobs.log, "begun")


async def test_another(realtime):
    assert_not_published(jobs.log)
"""


def test_async_tests_under_pytest_asyncio(pytester: pytest.Pytester) -> None:
    """The fixture publishes and subscribes in pytest-asyncio's loop, and is new for each test."""
    pytester.makepyfile(CHANNEL + "pytestmark = pytest.mark.asyncio\n" + ASYNC)
    pytester.runpytest_subprocess("-p", "no:anyio").assert_outcomes(passed=2)


def test_async_tests_under_anyio(pytester: pytest.Pytester) -> None:
    """The fixture publishes and subscribes in anyio's loop."""
    pytester.makeini("[pytest]\nfilterwarnings = error\n")
    backend = "@pytest.fixture\ndef anyio_backend():\n    return 'asyncio'\n"
    pytester.makepyfile(CHANNEL + "pytestmark = pytest.mark.anyio\n" + backend + ASYNC)
    pytester.runpytest_subprocess("-p", "no:asyncio").assert_outcomes(passed=2)


def test_the_fixture_is_closed_at_the_end(pytester: pytest.Pytester) -> None:
    """What publishes after its test is told so, and a subscription left open ends."""
    pytester.makepyfile(
        CHANNEL
        + """
import asyncio

kept = []


def test_it(realtime):
    kept.append(realtime)


def test_after_it():
    with pytest.raises(TransportClosed):
        asyncio.run(kept[0].publish(jobs.log, "late"))
    with pytest.raises(RuntimeError, match="nothing is recorded"):
        published(jobs.log)
"""
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=2)


def test_a_failure_ends_at_the_users_line(pytester: pytest.Pytester) -> None:
    """The traceback shows the test's own line and the difference, nothing of this package."""
    pytester.makepyfile(
        CHANNEL
        + """

def test_it(realtime):
    assert_published(jobs.log, "begun")
"""
    )
    done = pytester.runpytest_subprocess()
    done.stdout.fnmatch_lines(
        [
            '>       assert_published(jobs.log, "begun")',
            "E       AssertionError: this was not published to topic 'log' of channel 'jobs':",
            'E         "begun"',
            "E       nothing was published at all",
        ]
    )
    done.stdout.no_fnmatch_line("*published.py*")


def test_the_plugin_costs_sessions_nothing_that_do_not_use_it(pytester: pytest.Pytester) -> None:
    """pytest's start imports neither the runtime nor what the runtime needs."""
    pytester.makepyfile(
        """
import sys


def test_it():
    assert "_realtime_pytest" in sys.modules
    heavy = {"realtime_runtime", "pydantic", "jsonschema_rs", "inngest"}
    assert not heavy & {name.partition(".")[0] for name in sys.modules}
"""
    )
    disabled = ["-p", "no:pyreqwest", "-p", "no:pyreqwest_mock"]
    pytester.runpytest_subprocess(*disabled).assert_outcomes(passed=1)


@pytest.mark.parametrize("package", ["realtime_runtime", "realtime_runtime.testing"])
def test_what_production_imports(package: str) -> None:
    """The runtime imports nothing of its testing, and that imports neither pytest nor Inngest."""
    heavy = ["realtime_runtime.testing"] if package == "realtime_runtime" else []
    code = (
        f"import sys, {package}\n"
        f"heavy = {{'pytest', '_pytest', 'inngest', 'jsonschema_rs', *{heavy}}}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    assert python(code) == (0, "[]\n", "")
