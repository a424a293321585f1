"""Durable publishing in workflows of DBOS is as typed as everything else, and gives the model."""

from typing import Any, assert_type

from dbos import DBOS, AsyncSQLAlchemyDatasource, SQLAlchemyDatasource
from generated import alerts_channel, uploads_channel
from generated.uploads import UploadsResult, UploadsStatus
from realtime_runtime import MemoryTransport, Realtime
from realtime_runtime.durable.dbos import Durable

realtime = Realtime(MemoryTransport())
durable = Durable(realtime)
ch = uploads_channel(upload_id="one")


@DBOS.workflow()
async def workflow(anything: Any, untyped: dict[str, Any]) -> bool:
    result = await durable.publish("id", ch.result, {"success": True, "url": "https://a"})
    assert_type(result, UploadsResult)
    assert_type(await durable.publish("id", ch.result, UploadsResult(success=True)), UploadsResult)
    assert_type(await durable.publish("id", ch.status, data={"message": "ok"}), UploadsStatus)
    assert_type(await durable.publish("n", alerts_channel.count, 3), int)
    await durable.publish("id", ch.result, anything)
    await durable.publish("id", ch.result, {"success": "yes"})  # error
    # mypy says: Incompatible types (expression has type "str", TypedDict item "success" has type "bool")
    await durable.publish("id", ch.result, {})  # error
    # mypy says: Missing key "success" for TypedDict "UploadsResultInput"
    await durable.publish("id", ch.result, {"success": True, "extra": 1})  # error
    # mypy says: Extra key "extra" for TypedDict "UploadsResultInput"
    await durable.publish("id", ch.status, {"message": "ok", "progress": {"done": "0", "total": 1}})  # error
    # mypy says: Incompatible types (expression has type "str", TypedDict item "done" has type "int")
    await durable.publish("id", ch.result, UploadsStatus(message="ok"))  # error
    # mypy says: Argument 3 to "publish" of "Durable" has incompatible type "UploadsStatus"; expected "UploadsResult | UploadsResultInput"
    await durable.publish("id", ch.result, untyped)  # error
    # mypy says: Argument 3 to "publish" of "Durable" has incompatible type "dict[str, Any]"; expected "UploadsResult | UploadsResultInput"
    await durable.publish("id", ch.result)  # error
    # mypy says: Missing positional argument "data" in call to "publish" of "Durable"
    await durable.publish(ch.result, {"success": True})  # error
    # mypy says: Argument 1 to "publish" of "Durable" has incompatible type "TopicRef[UploadsResult, UploadsResultInput, Literal['result']]"; expected "str"
    # mypy says: Argument 2 to "publish" of "Durable" has incompatible type "dict[str, bool]"; expected "Callable[[], Message[Never, str]]"
    await durable.publish(1, ch.result, {"success": True})  # error
    # mypy says: Argument 1 to "publish" of "Durable" has incompatible type "int"; expected "str"
    await durable.publish("n", alerts_channel.count, "3")  # error
    # mypy says: Argument 3 to "publish" of "Durable" has incompatible type "str"; expected "int"
    await durable.publish("id", "result", {"success": True})  # error
    # mypy says: "publish" takes a topic such as channel.status, not "str"
    await durable.publish("id", ch, {"success": True})  # error
    # mypy says: "publish" takes a topic such as channel.status, not the channel itself, which has the topics 'status', 'result'
    late = await durable.publish("id", ch.result.lazy, lambda: {"success": True})
    assert_type(late, UploadsResult)
    await durable.publish("id", ch.result.lazy, lambda: 1)  # error
    # mypy says: Argument 3 to "publish" of "Durable" has incompatible type "Callable[[], int]"; expected "Callable[[], UploadsResult | UploadsResultInput]"
    # mypy says: Incompatible return value type (got "int", expected "UploadsResult | UploadsResultInput")
    await durable.publish("id", ch.result.lazy, {"success": True})  # error
    # mypy says: Argument 3 to "publish" of "Durable" has incompatible type "dict[str, bool]"; expected "Callable[[], UploadsResult | UploadsResultInput]"
    return result.success


@DBOS.workflow()
def workflow_sync() -> str | None:
    result = durable.publish_sync("id", ch.result, {"success": True})
    assert_type(result, UploadsResult)
    durable.publish_sync("id", ch.status, {"success": True})  # error
    # mypy says: Missing key "message" for TypedDict "UploadsStatusInput"
    # mypy says: Extra key "success" for TypedDict "UploadsStatusInput"
    durable.publish_sync("id", ch.status, {"message": None})  # error
    # mypy says: Incompatible types (expression has type "None", TypedDict item "message" has type "str")
    durable.publish_sync("id", ch.status)  # error
    # mypy says: Missing positional argument "data" in call to "publish_sync" of "Durable"
    late = durable.publish_sync("id", ch.status.lazy, lambda: {"message": "ok"})
    assert_type(late, UploadsStatus)
    return result.url


async def in_transactions(
    datasource: AsyncSQLAlchemyDatasource, datasource_sync: SQLAlchemyDatasource
) -> None:
    Durable(realtime, datasource=datasource)
    Durable(realtime, datasource=datasource_sync)
    Durable(realtime, max_attempts=10, interval_seconds=0.5, backoff_rate=1.5)
    Durable(realtime, datasource="postgresql://")  # error
    # mypy says: Argument "datasource" to "Durable" has incompatible type "str"; expected "AsyncSQLAlchemyDatasource | SQLAlchemyDatasource | None"
    Durable(realtime, attempts=10)  # error
    # mypy says: Unexpected keyword argument "attempts" for "Durable"; did you mean "max_attempts"?
    Durable(MemoryTransport())  # error
    # mypy says: Argument 1 to "Durable" has incompatible type "MemoryTransport"; expected "Realtime"
