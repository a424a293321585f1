"""What importing the runtime costs: nothing that is not needed yet."""

from __future__ import annotations

import pytest

from ..support.commands import python

HEAVY = [
    "aiohttp",
    "asyncio",
    "dbos",
    "hashlib",
    "httpx",
    "inngest",
    "jsonschema_rs",
    "pyreqwest",
    "ssl",
    "websockets",
    "yaml",
]

CHANNEL = """
class Ch(realtime_runtime.Channel, name="c:{x}", params={"x": {"type": "string"}}):
    t = realtime_runtime.Topic("t", lambda: str, '{"type": "string"}')
"""


def loaded(code: str) -> set[str]:
    """Of the heavy modules, those that a fresh process has loaded beyond what pydantic loads."""
    script = (
        "import sys, pydantic\n"
        "class Model(pydantic.BaseModel): pass\n"
        "before = set(sys.modules)\n"
        f"{code}\n"
        "print(*(set(sys.modules) - before))"
    )
    return set(python(script).out.split()).intersection(HEAVY)


@pytest.mark.parametrize(
    "code",
    [
        "import realtime_runtime",
        f"import realtime_runtime\n{CHANNEL}",
        f"import realtime_runtime\n{CHANNEL}\nCh(x='a').t.lazy",
        "from realtime_runtime import *",
    ],
    ids=["import", "class", "channel", "star"],
)
def test_importing_loads_nothing_heavy(code: str) -> None:
    """Importing the runtime and making a channel loads no validator, no loop and no client."""
    assert loaded(code) == set()


def test_the_validator_comes_with_the_first_message() -> None:
    """jsonschema-rs is loaded when a message is first validated, and nothing else with it."""
    assert loaded(f"import realtime_runtime\n{CHANNEL}\nCh(x='a').t('b')") == {"jsonschema_rs"}


def test_an_engine_of_workflows_is_loaded_by_who_names_it() -> None:
    """Publishing on one engine, and in what all have in common, loads no other engine."""
    engines = {"dbos", "inngest"}
    common = "import realtime_runtime.durable.publishing"
    assert engines & loaded(common) == set()
    assert engines & loaded(f"{common}\nimport realtime_runtime.inngest") == {"inngest"}
    assert engines & loaded("import realtime_runtime.durable.dbos") == {"dbos"}


def test_all_names_exist() -> None:
    """Everything that the package says it has is there."""
    import realtime_runtime

    assert sorted(realtime_runtime.__all__) == realtime_runtime.__all__
    assert all(hasattr(realtime_runtime, name) for name in realtime_runtime.__all__)
