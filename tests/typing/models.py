"""A model says what a payload has: names, types, what is optional and what it defaults to."""

from datetime import UTC, datetime
from typing import Any, Literal, assert_type
from uuid import UUID, uuid4

from pydantic import Field

from generated.agent_chat import AgentChatPresence, MessageEvent, ToolCallEventCall
from generated.alerts import AlertsAlert
from generated.common import Author, Usage
from generated.pipeline import PipelineResult, PipelineResultSourcesItem, PipelineStatus, Token
from generated.uploads import UploadsStatus, UploadsStatusProgress
from realtime_runtime import Payload


def required_and_optional_fields(status: PipelineStatus, token: Token, usage: Usage) -> None:
    assert_type(status.message, str)
    assert_type(status.step, str | None)
    assert_type(token.index, int | None)
    assert_type(usage.cost_usd, int | float | None)
    print(status.step.upper())  # error
    # mypy says: Item "None" of "str | None" has no attribute "upper"
    print(token.index + 1)  # error
    # mypy says: Unsupported operand types for + ("None" and "int")


def fields_with_a_default(presence: AgentChatPresence, author: Author) -> None:
    assert_type(presence.typing, bool)
    assert_type(author.role, Literal["user", "assistant", "system"])
    Author(id=uuid4(), name="Ada")
    AgentChatPresence(author=author, since=datetime.now(UTC))
    AgentChatPresence(author=author, since=datetime.now(UTC), typing=None)  # error
    # mypy says: Argument "typing" to "AgentChatPresence" has incompatible type "None"; expected "bool"


def formats_have_types(event: MessageEvent, result: PipelineResult, author: Author) -> None:
    assert_type(author.id, UUID)
    assert_type(result.finished_at, datetime)
    assert_type(event.sent_at, datetime | None)
    assert_type(event.usage, Usage | None)
    Author(id="b7d5", name="Ada")  # error
    # mypy says: Argument "id" to "Author" has incompatible type "str"; expected "UUID"
    PipelineResult(text="a", score=1, finished_at="2026-01-01T00:00:00Z")  # error
    # mypy says: Argument "finished_at" to "PipelineResult" has incompatible type "str"; expected "datetime"


def nested_models(status: UploadsStatus, result: PipelineResult, call: ToolCallEventCall) -> None:
    assert_type(status.progress, UploadsStatusProgress | None)
    if status.progress is not None:
        assert_type(status.progress.done, int)
        print(status.progress.percent)  # error
        # mypy says: "UploadsStatusProgress" has no attribute "percent"
    assert_type(result.sources, list[PipelineResultSourcesItem] | None)
    for source in result.sources or []:
        assert_type(source.title, str)
        print(source.name)  # error
        # mypy says: "PipelineResultSourcesItem" has no attribute "name"
    assert_type(call.arguments, dict[str, Any])
    assert_type(call.timeout_s, int | float | None)


def literals(alert: AlertsAlert) -> None:
    assert_type(alert.severity, Literal["low", "medium", "high"])
    assert_type(alert.tags, list[str] | None)
    # ty and pyrefly take a comparison that is never true for no mistake of types.
    if alert.severity == "urgent":  # error: mypy pyright
    # mypy says: Non-overlapping equality check (left operand type: "Literal['low', 'medium', 'high']", right operand type: "Literal['urgent']")
        print("never")
    alert.severity = "urgent"  # error
    # mypy says: Incompatible types in assignment (expression has type "Literal['urgent']", variable has type "Literal['low', 'medium', 'high']")


class Odd(Payload):
    """As it is generated of keys that are no Python names."""

    content_type: str = Field(validation_alias="content-type", serialization_alias="content-type")
    x_rate: int | None = Field(
        default=None, validation_alias="x-rate", serialization_alias="x-rate"
    )


def fields_whose_keys_are_no_python_names(odd: Odd) -> None:
    assert_type(odd.content_type, str)
    Odd(content_type="text/plain")
    Odd(content_type="text/plain", x_rate=3)
    Odd()  # error
    # mypy says: Missing named argument "content_type" for "Odd"
    Odd(x_rate=3)  # error
    # mypy says: Missing named argument "content_type" for "Odd"
    Odd(content_type=1)  # error
    # mypy says: Argument "content_type" to "Odd" has incompatible type "int"; expected "str"
    Odd(content_typ="text/plain")  # error
    # mypy says: Unexpected keyword argument "content_typ" for "Odd"; did you mean "content_type"?
    Odd(content_type="text/plain", x_rat=3)  # error
    # mypy says: Unexpected keyword argument "x_rat" for "Odd"; did you mean "x_rate"?


def unknown_attributes(status: PipelineStatus) -> None:
    print(status.mesage)  # error
    # mypy says: "PipelineStatus" has no attribute "mesage"; maybe "message"?
    print(status["message"])  # error
    # mypy says: Value of type "PipelineStatus" is not indexable
    status.mesage = "ok"  # error
    # mypy says: "PipelineStatus" has no attribute "mesage"; maybe "message"?


def right_constructors() -> None:
    PipelineStatus(message="ok", step="draft")
    PipelineStatus(message="ok", step=None)
    UploadsStatus(message="ok", progress=UploadsStatusProgress(done=1, total=2))
    Usage(input_tokens=1, output_tokens=2, cost_usd=0.5)
    PipelineResult(
        text="ok",
        score=0.5,
        finished_at=datetime.now(UTC),
        sources=[PipelineResultSourcesItem(title="Python", url="https://python.org")],
    )
    status: Payload = PipelineStatus(message="ok")
    assert_type(status.model_dump_json(), str)


def wrong_constructors() -> None:
    PipelineStatus()  # error
    # mypy says: Missing named argument "message" for "PipelineStatus"
    PipelineStatus("ok")  # error
    # mypy says: Too many positional arguments for "PipelineStatus"
    PipelineStatus(mesage="ok")  # error
    # mypy says: Unexpected keyword argument "mesage" for "PipelineStatus"; did you mean "message"?
    PipelineStatus(message="ok", stp="draft")  # error
    # mypy says: Unexpected keyword argument "stp" for "PipelineStatus"; did you mean "step"?
    PipelineStatus(message=1)  # error
    # mypy says: Argument "message" to "PipelineStatus" has incompatible type "int"; expected "str"
    AlertsAlert(message="full", severity="urgent")  # error
    # mypy says: Argument "severity" to "AlertsAlert" has incompatible type "Literal['urgent']"; expected "Literal['low', 'medium', 'high']"
    AlertsAlert(message="full", severity="low", tags="disk")  # error
    # mypy says: Argument "tags" to "AlertsAlert" has incompatible type "str"; expected "list[str] | None"
    UploadsStatus(message="ok", progress=UploadsStatusProgress(done=1))  # error
    # mypy says: Missing named argument "total" for "UploadsStatusProgress"
    PipelineResult(text="a", score="1", finished_at=datetime.now(UTC))  # error
    # mypy says: Argument "score" to "PipelineResult" has incompatible type "str"; expected "int | float"
