"""Run: which of what a function publishes is new, and which an echo of an earlier request.

A function's body runs again for every step. A request brings the results of the steps that are
complete, their memos, and the order in which they were completed. A message that follows some
memos is an echo when an earlier request brought them too. That shows when the code comes to a
newer memo behind them: its step was planned in such a request. A message that follows the newest
memo is new. Any other is held until the code comes to a memo that shows what it is. If there is
none, as when a deploy has removed or renamed a step, an echo cannot be told from news: it is sent.
"""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Container, Generator, Iterator, Sequence
    from contextlib import AbstractContextManager

    from ..messages import Message

T = TypeVar("T")

log: logging.Logger = logging.getLogger("realtime_runtime")

_NONE = -1  # the place before the first memo's


@dataclass(slots=True)
class Branch:
    """A way through the code: the body, or in it one of several that are run in parallel.

    `newest` is the place in the order of completion of the newest memo on this way.
    """

    newest: int = _NONE


class _Held(NamedTuple):
    follows: int  # the place of a memo
    message: Message[Any]


class Run:
    """One request of one run: the `memos` that it brings, the `order` in which the run's steps were
    completed, the `target` that it is made for. Steps have the engine's names."""

    def __init__(
        self, id: str, memos: Container[str], order: Sequence[str], target: str | None
    ) -> None:
        self.id = id
        self.is_over = False
        self._unread = {step: place for place, step in enumerate(order) if step in memos}
        self._target = target
        self._is_reached = False
        self._body = Branch()
        self._known = _NONE - 1  # what follows a memo up to this place has run before
        self._held: list[_Held] = []
        self._lock = threading.Lock()  # tasks and threads of one run publish at once

    def asked(self, step: str) -> None:
        """The code has come to this step."""
        branch = self._branch()
        place = self._unread.pop(step, None)
        if place is None:
            self._is_reached |= step == self._target
        elif place > branch.newest:
            self._known = max(self._known, branch.newest)
            branch.newest = place
        self._drop_echoes()

    def hold(self, message: Message[Any]) -> bool:
        """Keep the message if it may be an echo; False for one that is new."""
        held = _Held(self._branch().newest, message)
        if self.is_over or _in_step.get() or self._is_new(held):
            return False
        with self._lock:
            self._held.append(held)
        self._drop_echoes()
        return True

    def news(self) -> Generator[Message[Any], None, None]:
        """Take out what was held and is new: all of it where a step's body begins, and when the
        request is over."""
        while self._held:
            rest = self.is_over or _in_step.get()
            with self._lock:
                held = next((held for held in self._held if rest or self._is_new(held)), None)
                if held is None:
                    return
                self._held.remove(held)
            yield held.message

    @contextmanager
    def parallel(self, count: int) -> Iterator[list[Branch]]:
        """Branches of which none comes before another, and all before what follows them."""
        outer = self._branch()
        inner = [Branch(outer.newest) for _ in range(count)]
        try:
            yield inner
        finally:
            outer.newest = max([outer.newest, *(branch.newest for branch in inner)])

    def _branch(self) -> Branch:
        return _branch.get() or self._body

    def _is_echo(self, held: _Held) -> bool:
        return self._is_reached or held.follows <= self._known

    def _is_new(self, held: _Held) -> bool:
        """Whether no memo is left that could show it to be an echo. In a request for one step all
        is one, if it comes to that step."""
        newest = max(self._unread.values(), default=_NONE)
        return self._target is None and not self._is_echo(held) and held.follows >= newest

    def _drop_echoes(self) -> None:
        with self._lock:
            held = self._held
            echoes = [h for h in held if self._is_echo(h)]
            self._held = [h for h in held if h not in echoes] if echoes else held
        reason = "its request is for one step" if self._is_reached else "a later step is complete"
        for _, message in echoes:
            where = (message.topic, message.channel, self.id, reason)
            log.debug("an echo was not sent: topic %r of channel %r in run %s, as %s", *where)


_run: ContextVar[Run | None] = ContextVar("realtime_run", default=None)
_branch: ContextVar[Branch | None] = ContextVar("realtime_branch", default=None)
_in_step: ContextVar[bool] = ContextVar("realtime_in_step", default=False)


def current_run() -> Run | None:
    """The run that this code is part of; known in tasks and `asyncio.to_thread`, not in bare
    threads."""
    return _run.get()


@contextmanager
def inside_run(run: Run) -> Iterator[None]:
    with _set(_run, value=run), _set(_branch, value=None), _set(_in_step, value=False):
        yield


def inside_branch(branch: Branch) -> AbstractContextManager[None]:
    return _set(_branch, value=branch)


def inside_step() -> AbstractContextManager[None]:
    """The body of a step: it runs once, so all in it is new."""
    return _set(_in_step, value=True)


@contextmanager
def _set(variable: ContextVar[T], *, value: T) -> Iterator[None]:
    token = variable.set(value)
    try:
        yield
    finally:
        variable.reset(token)
