"""Durable: publishing as a step of a DBOS workflow. Alone imports dbos, which the extra `dbos`
installs.
"""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar

from dbos import DBOS, AsyncSQLAlchemyDatasource, SQLAlchemyDatasource

from ..calls import with_signature
from ..errors import PublishFailed
from ..mistakes import not_a_realtime
from ..plans import carry_out, carry_out_sync
from ..realtime import Realtime
from .publishing import FINAL, DurablePublish

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dbos import StepOptions

    from ..messages import Message

P = ParamSpec("P")
T = TypeVar("T")

# The topic's lock puts its publishers in an order: a stricter level would only fail more often.
_ISOLATION: Final = "READ COMMITTED"


class Durable:
    """Publishes once in a workflow: `await durable.publish("step-id", channel.result, data)`.

    What the transport could not send is sent again by DBOS, as its options of a step say:
    `max_attempts` in all, `interval_seconds` and then each time `backoff_rate` times that apart.

    With a `datasource` on the database of a `PostgresTransport`, the message and the memo of its
    step are in one transaction, which DBOS runs again where the database fails.
    """

    def __init__(
        self,
        realtime: Realtime,
        *,
        datasource: AsyncSQLAlchemyDatasource | SQLAlchemyDatasource | None = None,
        interval_seconds: float = 1.0,
        max_attempts: int = 3,
        backoff_rate: float = 2.0,
    ) -> None:
        if not isinstance(realtime, Realtime):
            raise not_a_realtime("Durable", realtime)
        self._realtime = realtime
        self._datasource = datasource
        self._options: StepOptions = {
            "retries_allowed": True,
            "interval_seconds": interval_seconds,
            "max_attempts": max_attempts,
            "backoff_rate": backoff_rate,
            "should_retry": _may_pass,
        }

    @with_signature("self", "step_id", "topic", "data")
    async def publish(
        self, step_id: str, topic: Callable[P, Message[T]], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Publish once in the workflow: a step of DBOS, which keeps the payload.

        Returns the payload's model. Data that is costly to make can be given late, and is not
        made again: `publish("result", channel.result.lazy, lambda: {...})`.

        Raises InvalidPayload and PayloadTooLarge, which are not retried; what DBOS raises when all
        attempts have failed; RuntimeError outside of a workflow and inside of a step.
        """
        publish = _in_workflow("publish", step_id, topic, args, kwargs)
        step = self._step if self._datasource is None else self._transaction
        return publish.result(await step(_name(step_id), publish))

    @with_signature("self", "step_id", "topic", "data")
    def publish_sync(
        self, step_id: str, topic: Callable[P, Message[T]], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """As `publish`, in a workflow that is not async."""
        publish = _in_workflow("publish_sync", step_id, topic, args, kwargs)
        _check_no_loop()
        step = self._step_sync if self._datasource is None else self._transaction_sync
        return publish.result(step(_name(step_id), publish))

    async def _step(self, name: str, publish: DurablePublish[Any]) -> Any:
        options: StepOptions = {**self._options, "name": name}
        return await DBOS.run_step_async(options, self._send, publish)

    def _step_sync(self, name: str, publish: DurablePublish[Any]) -> Any:
        # In an event loop of DBOS's: transports need one.
        return DBOS.run_step({**self._options, "name": name}, self._send, publish)

    async def _send(self, publish: DurablePublish[Any]) -> Any:
        return await self._realtime.send(publish.step(_number()))

    async def _transaction(self, name: str, publish: DurablePublish[Any]) -> Any:
        datasource, transport = self._datasource, self._realtime.transactional()
        if not isinstance(datasource, AsyncSQLAlchemyDatasource):
            raise TypeError("publish needs an AsyncSQLAlchemyDatasource; publish_sync takes this")

        async def send() -> Any:
            send_in = partial(transport.send_in, datasource.sql_session())
            with _raising_the_cause():
                return await carry_out(publish.step(_number()), send_in)

        return await datasource.run_tx_step_async(
            {"name": name, "isolation_level": _ISOLATION}, send
        )

    def _transaction_sync(self, name: str, publish: DurablePublish[Any]) -> Any:
        datasource, transport = self._datasource, self._realtime.transactional()
        if not isinstance(datasource, SQLAlchemyDatasource):
            raise TypeError("publish_sync needs a SQLAlchemyDatasource; publish takes this")

        def send() -> Any:
            send_in = partial(transport.send_in_sync, datasource.sql_session())
            with _raising_the_cause():
                return carry_out_sync(publish.step(_number()), send_in)

        return datasource.run_tx_step({"name": name, "isolation_level": _ISOLATION}, send)


def _in_workflow(
    method: str,
    step_id: str,
    topic: Callable[..., Message[T]],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> DurablePublish[T]:
    """Raises RuntimeError where DBOS would not memoize a step."""
    workflow_id = DBOS.workflow_id
    if workflow_id is None:
        way = "elsewhere use realtime.publish"
        raise RuntimeError(f"Durable.{method} was called outside of a DBOS workflow; {way}")
    if DBOS.step_id is not None:
        way = "call it in the workflow itself, or use realtime.publish here"
        raise RuntimeError(f"Durable.{method} is a step, and DBOS nests none: {way}")
    return DurablePublish(workflow_id, step_id, topic, args, kwargs)


def _check_no_loop() -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise RuntimeError("publish_sync would block its event loop: write `await durable.publish`")


def _name(step_id: str) -> str:
    """The step's name in DBOS's list of steps, which it compares in a recovery."""
    return f"realtime.publish {step_id}"


def _number() -> int:
    """The number of the step that is running, the same in every recovery of the workflow."""
    number = DBOS.step_id
    assert number is not None
    return number


def _may_pass(error: BaseException) -> bool:
    return not isinstance(error, FINAL)


@contextmanager
def _raising_the_cause() -> Iterator[None]:
    """What the driver raised: by that, DBOS decides whether it runs the transaction again."""
    try:
        yield
    except PublishFailed as failed:
        if failed.__cause__ is None:
            raise
        failed.__cause__.add_note(str(failed))
        raise failed.__cause__ from None
