"""Work: how much may still be done for one explanation."""

from __future__ import annotations

from time import thread_time

STEPS = 1_500
SECONDS = 0.03  # of this thread's processor
_LOOK_EVERY = 16  # steps


class Work:
    """A budget of steps. A step is about what one value costs that meets one schema.

    Steps are counted, so that the same payload has the same explanation everywhere. The clock is a
    net below them: for a slow machine, and for what no step foresees, such as a pattern that takes
    long to compile.
    """

    def __init__(self, steps: int = STEPS, seconds: float = SECONDS) -> None:
        self.steps = steps
        self.done: int = 0
        self.is_spent: bool = False
        self._look_at = _LOOK_EVERY
        self._deadline = thread_time() + seconds
        self._met: set[object] = set()

    def take(self, steps: int = 1) -> None:
        """Count what is about to be done."""
        self.done += steps
        if self.done >= self._look_at:
            self._look_at = self.done + _LOOK_EVERY
            if self.done > self.steps or thread_time() > self._deadline:
                self.is_spent = True

    def meet(self, what: object, steps: int) -> None:
        """Count what is done for something when it is met first in this explanation.

        It counts also where an earlier explanation has done it: the answer must not depend on that.
        """
        if what not in self._met:
            self._met.add(what)
            self.take(steps)

    def give_up(self) -> None:
        """Do nothing more."""
        self.is_spent = True
