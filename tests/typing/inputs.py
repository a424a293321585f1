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
    status["message"] = 1  # error
    return status


async def annotated_inputs(realtime: Realtime) -> None:
    ch = pipeline_channel(run_id="abc")
    await realtime.publish(ch.status, made_elsewhere("draft"))
    status: PipelineStatusInput = {"message": "ok"}
    await realtime.publish(ch.status, status)
    await realtime.publish(ch.tokens, status)  # error
    called = PipelineStatusInput(message="ok")
    await realtime.publish(ch.status, called)


def wrong_inputs() -> None:
    wrong_key: PipelineStatusInput = {"mesage": "ok"}  # error
    missing_key: AlertsAlertInput = {"message": "full"}  # error
    wrong_literal: AlertsAlertInput = {"message": "full", "severity": "urgent"}  # error
    wrong_value: AlertsAlertInput = {"message": "full", "severity": "low", "tags": "disk"}  # error
    print(wrong_key, missing_key, wrong_literal, wrong_value)
    PipelineStatusInput(mesage="ok")  # error


def an_input_is_not_a_model(status: PipelineStatusInput) -> None:
    print(status["message"])
    print(status["mesage"])  # error
    print(status.message)  # error
    model: PipelineStatus = status  # error
    validated = PipelineStatus.model_validate(status)
    print(model, validated.message)


async def nested_objects(realtime: Realtime, untyped: dict[str, Any]) -> None:
    uploads = uploads_channel(upload_id="1")
    publish = realtime.publish
    await publish(uploads.status, {"message": "ok", "progress": {"done": 1, "total": 2}})
    await publish(uploads.status, {"message": "ok", "progress": {"done": 1, "all": 2}})  # error
    await publish(uploads.status, {"message": "ok", "progress": {"done": 1}})  # error
    await publish(uploads.status, {"message": "ok", "progress": {"done": 1, "total": "2"}})  # error
    await publish(uploads.status, {"message": "ok", "progress": None})  # error
    await publish(uploads.status, {"message": "ok", "progress": untyped})  # error


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
    done["sources"] = [{"title": "a"}]  # error
    done["sources"] = [source, {"title": "a", "url": 1}]  # error
    done["sources"] = ["https://python.org"]  # error
    done["sources"] = source  # error
    # Inputs hold inputs; a model goes in as itself, whole.
    done["sources"] = [PipelineResultSourcesItem(title="a", url="b")]  # error


async def dates_and_ids(realtime: Realtime) -> None:
    chat = agent_chat_channel(tenant="acme", chat_id=uuid4())
    ada: AuthorInput = {"id": uuid4(), "name": "Ada", "role": "user"}
    await realtime.publish(chat.presence, {"author": ada, "since": datetime.now(UTC)})
    await realtime.publish(chat.presence, {"author": ada, "since": "2026-01-01"})  # error
    await realtime.publish(chat.presence, {"author": ada, "since": 1})  # error
    bob: AuthorInput = {"id": "b7d5", "name": "Bob"}  # error
    eve: AuthorInput = {"id": uuid4(), "name": "Eve", "role": "admin"}  # error
    print(bob, eve)
