"""An input is a TypedDict all the way down: nested objects, lists, literals, dates."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from generated import agent_chat_channel, pipeline_channel, uploads_channel
from generated.alerts import AlertsAlertInput
from generated.common import AuthorInput
from generated.pipeline import PipelineResultInput, PipelineResultSourcesItem
from generated.pipeline import PipelineResultSourcesItemInput, PipelineStatus, PipelineStatusInput
from realtime_runtime import Realtime


def made_elsewhere(step: str | None) -> PipelineStatusInput:
    status: PipelineStatusInput = {"message": "ok"}
    if step is not None:
        status["step"] = step
    status["stp"] = "draft"  # error
    # mypy says: TypedDict "PipelineStatusInput" has no key "stp"
    status["message"] = 1  # error
    # mypy says: Value of "message" has incompatible type "int"; expected "str"
    return status


async def annotated_inputs(realtime: Realtime) -> None:
    ch = pipeline_channel(run_id="abc")
    await realtime.publish(ch.status, made_elsewhere("draft"))
    status: PipelineStatusInput = {"message": "ok"}
    await realtime.publish(ch.status, status)
    await realtime.publish(ch.tokens, status)  # error
    # mypy says: Argument 2 to "publish" of "Realtime" has incompatible type "PipelineStatusInput"; expected "Token | TokenInput"
    called = PipelineStatusInput(message="ok")
    await realtime.publish(ch.status, called)


def wrong_inputs() -> None:
    wrong_key: PipelineStatusInput = {"mesage": "ok"}  # error
    # mypy says: Missing key "message" for TypedDict "PipelineStatusInput"
    # mypy says: Extra key "mesage" for TypedDict "PipelineStatusInput"
    missing_key: AlertsAlertInput = {"message": "full"}  # error
    # mypy says: Missing key "severity" for TypedDict "AlertsAlertInput"
    wrong_literal: AlertsAlertInput = {"message": "full", "severity": "urgent"}  # error
    # mypy says: Incompatible types (expression has type "Literal['urgent']", TypedDict item "severity" has type "Literal['low', 'medium', 'high']")
    wrong_value: AlertsAlertInput = {"message": "full", "severity": "low", "tags": "disk"}  # error
    # mypy says: Incompatible types (expression has type "str", TypedDict item "tags" has type "list[str]")
    print(wrong_key, missing_key, wrong_literal, wrong_value)
    PipelineStatusInput(mesage="ok")  # error
    # mypy says: Missing key "message" for TypedDict "PipelineStatusInput"
    # mypy says: Extra key "mesage" for TypedDict "PipelineStatusInput"


def an_input_is_not_a_model(status: PipelineStatusInput) -> None:
    print(status["message"])
    print(status["mesage"])  # error
    # mypy says: TypedDict "PipelineStatusInput" has no key "mesage"
    print(status.message)  # error
    # mypy says: "PipelineStatusInput" has no attribute "message"
    model: PipelineStatus = status  # error
    # mypy says: Incompatible types in assignment (expression has type "PipelineStatusInput", variable has type "PipelineStatus")
    validated = PipelineStatus.model_validate(status)
    print(model, validated.message)


async def nested_objects(realtime: Realtime, untyped: dict[str, Any]) -> None:
    uploads = uploads_channel(upload_id="1")
    publish = realtime.publish
    await publish(uploads.status, {"message": "ok", "progress": {"done": 1, "total": 2}})
    await publish(uploads.status, {"message": "ok", "progress": {"done": 1, "all": 2}})  # error
    # mypy says: Missing key "total" for TypedDict "UploadsStatusProgressInput"
    # mypy says: Extra key "all" for TypedDict "UploadsStatusProgressInput"
    await publish(uploads.status, {"message": "ok", "progress": {"done": 1}})  # error
    # mypy says: Missing key "total" for TypedDict "UploadsStatusProgressInput"
    await publish(uploads.status, {"message": "ok", "progress": {"done": 1, "total": "2"}})  # error
    # mypy says: Incompatible types (expression has type "str", TypedDict item "total" has type "int")
    await publish(uploads.status, {"message": "ok", "progress": None})  # error
    # mypy says: Incompatible types (expression has type "None", TypedDict item "progress" has type "UploadsStatusProgressInput")
    await publish(uploads.status, {"message": "ok", "progress": untyped})  # error
    # mypy says: Incompatible types (expression has type "dict[str, Any]", TypedDict item "progress" has type "UploadsStatusProgressInput")


async def lists(realtime: Realtime, sources: list[PipelineResultSourcesItemInput]) -> None:
    result = pipeline_channel(run_id="abc").result
    now = datetime.now(UTC)
    source: PipelineResultSourcesItemInput = {"title": "Python", "url": "https://python.org"}
    await realtime.publish(
        result,
        {
            "text": "ok",
            "score": 1,
            "finished_at": now,
            "sources": [{"title": "Python", "url": "https://python.org"}, source],
        },
    )
    done: PipelineResultInput = {"text": "ok", "score": 0.5, "finished_at": now}
    await realtime.publish(result, {**done, "sources": sources})
    done["sources"] = []
    done["sources"] = [*sources, source]
    done["sources"] = [{"title": "a", "url": "b"} for _ in sources]
    done["sources"] = [{"title": "a", "link": "b"}]  # error
    # mypy says: Missing key "url" for TypedDict "PipelineResultSourcesItemInput"
    # mypy says: Extra key "link" for TypedDict "PipelineResultSourcesItemInput"
    done["sources"] = [{"title": "a"}]  # error
    # mypy says: Missing key "url" for TypedDict "PipelineResultSourcesItemInput"
    done["sources"] = [source, {"title": "a", "url": 1}]  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "url" has type "str")
    done["sources"] = ["https://python.org"]  # error
    # mypy says: List item 0 has incompatible type "str"; expected "PipelineResultSourcesItemInput"
    done["sources"] = source  # error
    # mypy says: Value of "sources" has incompatible type "PipelineResultSourcesItemInput"; expected "list[PipelineResultSourcesItemInput]"
    # Inputs hold inputs; a model goes in as itself, whole.
    done["sources"] = [PipelineResultSourcesItem(title="a", url="b")]  # error
    # mypy says: List item 0 has incompatible type "PipelineResultSourcesItem"; expected "PipelineResultSourcesItemInput"


async def dates_and_ids(realtime: Realtime) -> None:
    chat = agent_chat_channel(tenant="acme", chat_id=uuid4())
    ada: AuthorInput = {"id": uuid4(), "name": "Ada", "role": "user"}
    await realtime.publish(chat.presence, {"author": ada, "since": datetime.now(UTC)})
    await realtime.publish(chat.presence, {"author": ada, "since": "2026-01-01"})  # error
    # mypy says: Incompatible types (expression has type "str", TypedDict item "since" has type "datetime")
    await realtime.publish(chat.presence, {"author": ada, "since": 1})  # error
    # mypy says: Incompatible types (expression has type "int", TypedDict item "since" has type "datetime")
    bob: AuthorInput = {"id": "b7d5", "name": "Bob"}  # error
    # mypy says: Incompatible types (expression has type "str", TypedDict item "id" has type "UUID")
    eve: AuthorInput = {"id": uuid4(), "name": "Eve", "role": "admin"}  # error
    # mypy says: Incompatible types (expression has type "Literal['admin']", TypedDict item "role" has type "Literal['user', 'assistant', 'system']")
    print(bob, eve)
