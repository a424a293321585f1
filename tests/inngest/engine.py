"""An executor of the tests' own: runs a function as Inngest's server does, over HTTP.

It calls the SDK's FastAPI adapter in this process, keeps each step's result, and calls again until
the function has returned, in the order of requests that `wire/sdk-python-step-calls.json` of the
recorded runs has: one request for each step, for each parallel step one that targets it.
"""

from __future__ import annotations

import warnings
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import fastapi
import httpx
import inngest

if TYPE_CHECKING:
    from collections.abc import Callable

    from realtime_runtime.inngest import Inngest

with warnings.catch_warnings():
    # The SDK has a model in pydantic's old form.
    warnings.simplefilter("ignore", DeprecationWarning)
    import inngest.fast_api

RUN_ID = "01M81QFQP8RPTXN89NDK4EB2ZH"
FAILURE_RUN_ID = "01M81QG7M8H3MPGJJ7VZZ7Z8P6"


@dataclass
class Outcome:
    """How a run ended. `steps` holds every operation that was reported, in order."""

    output: Any = None
    error: dict[str, Any] | None = None
    steps: list[dict[str, Any]] = field(default_factory=list)
    requests: int = 0

    def of(self, name: str) -> list[dict[str, Any]]:
        return [step for step in self.steps if step["displayName"] == name]


@dataclass
class _Job:
    """A request to be made. One that targets a step brings what the one that planned it brought."""

    step_id: str = "step"
    attempt: int = 0
    memos: dict[str, Any] | None = None

    def again(self) -> _Job:
        return _Job(self.step_id, self.attempt + 1, self.memos)


@dataclass
class _Run:
    """What is to be requested, which steps are complete, and which are planned and not complete."""

    jobs: deque[_Job]
    memos: dict[str, Any] = field(default_factory=dict)
    planned: set[str] = field(default_factory=set)
    outcome: Outcome = field(default_factory=Outcome)


class Engine:
    """Runs the functions given, or those of the app that is served at `origin`. `attempts` is how
    often one request is made. `crash_after` names steps whose first result
    never arrives, as when the process dies between sending and answering. `after` has what happens
    when a step is complete, such as a deploy, by the step's name. `requests` has what was targeted,
    and the order of completion that was told."""

    def __init__(
        self, client: Inngest | None = None, *functions: inngest.Function[Any], origin: str = ""
    ) -> None:
        self.crash_after: set[str] = set()
        self.after: dict[str, Callable[[], object]] = {}
        self.tells_order = True
        self.requests: list[tuple[str, list[str]]] = []
        self._origin = origin or "http://app"
        self._transport: httpx.ASGITransport | None = None
        if client is not None:
            app = fastapi.FastAPI()
            inngest.fast_api.serve(app, client, list(functions))
            self._transport = httpx.ASGITransport(app)

    async def run(
        self,
        function: inngest.Function[Any],
        data: dict[str, Any] | None = None,
        *,
        attempts: int = 4,
    ) -> Outcome:
        """Run to the end, and the failure handler after a failure."""
        event = {"name": "test", "data": data or {}, "id": "1", "ts": 0}
        outcome = await self.execute(function.id, event, RUN_ID, attempts)
        if outcome.error is not None and function.on_failure_fn_id is not None:
            failed = {"error": outcome.error, "event": event, "run_id": RUN_ID}
            event = {"name": "inngest/function.failed", "data": failed, "id": "2", "ts": 0}
            after = await self.execute(function.on_failure_fn_id, event, FAILURE_RUN_ID, 1)
            assert after.error is None, after.error
        return outcome

    async def execute(
        self, id_: str, event: dict[str, Any], run_id: str = RUN_ID, attempts: int = 4
    ) -> Outcome:
        """One run of the function with this ID."""
        run = _Run(jobs=deque([_Job()]))
        while run.jobs:
            job = run.jobs.popleft()
            brought = dict(run.memos) if job.memos is None else job.memos
            answer = await self._call(id_, job, event, brought, run_id, attempts)
            run.outcome.requests += 1
            never_again = bool(answer.headers.get("x-inngest-no-retry"))
            is_last = never_again or job.attempt + 1 >= attempts
            if answer.status_code == 200:
                run.outcome.output = answer.json()
                return run.outcome
            if answer.status_code == 206:
                self._report(run, job, answer.json(), brought, is_last=is_last)
            elif is_last:
                run.outcome.error = answer.json()
                return run.outcome
            else:
                run.jobs.append(job.again())
            # A full request comes when all that was planned together is complete.
            if not run.planned and not run.jobs:
                run.jobs.append(_Job())
        raise AssertionError("the function has neither returned nor failed")

    def _report(
        self,
        run: _Run,
        job: _Job,
        steps: list[dict[str, Any]],
        brought: dict[str, Any],
        *,
        is_last: bool,
    ) -> None:
        """What comes of the steps that an answer reports."""
        for step in steps:
            if step["displayName"] in self.crash_after:
                self.crash_after.remove(step["displayName"])
                run.jobs.append(job)
                return
            run.outcome.steps.append(step)
            if step["op"] == "StepPlanned":
                run.planned.add(step["id"])
                run.jobs.append(_Job(step["id"], memos=brought))
            elif step["op"] == "StepError" and not is_last:
                run.jobs.append(job.again())
            else:
                run.memos[step["id"]] = _memo(step)
                run.planned.discard(step["id"])
                self.after.get(step["displayName"], _nothing)()

    async def _call(
        self,
        id_: str,
        job: _Job,
        event: dict[str, Any],
        memos: dict[str, Any],
        run_id: str,
        attempts: int,
    ) -> httpx.Response:
        self.requests.append((job.step_id, list(memos)))
        body = {
            "ctx": {
                "attempt": job.attempt,
                "disable_immediate_execution": job.step_id != "step",
                "env": "",
                "fn_id": "ad560835-6b8a-5937-b156-b96e3fe62e2e",
                "max_attempts": attempts,
                "run_id": run_id,
                "stack": {
                    "current": len(memos),
                    "stack": list(memos) if self.tells_order else None,
                },
                "step_id": job.step_id,
                "use_api": False,
            },
            "event": event,
            "events": [event],
            # In no order, as the server gives them: in that of their ids.
            "steps": dict(sorted(memos.items())),
            "use_api": False,
            "version": 2,
        }
        params = {"fnId": id_, "stepId": job.step_id}
        async with httpx.AsyncClient(transport=self._transport, base_url=self._origin) as http:
            return await http.post("/api/inngest", params=params, json=body)


def _nothing() -> None: ...


def _memo(step: dict[str, Any]) -> Any:
    """What the server brings of a step. An event that was waited for is no data of its own."""
    if step["op"] in ("StepError", "StepFailed"):
        error = step["error"]
        return {"error": {key: error.get(key) for key in ("message", "name", "stack")}}
    if step["op"] == "WaitForEvent":
        return {"name": step["name"], "data": {}, "id": "3", "ts": 0}
    if step["op"] == "Sleep":
        return None
    return {"data": step.get("data")}
