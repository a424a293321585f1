"""Mistakes: what to write in the place of something that is no topic, channel or transport."""

from __future__ import annotations

from inspect import isasyncgen, isawaitable, iscoroutine, iscoroutinefunction
from typing import Any

_NEEDED = ("send", "subscribe", "aclose")


def not_a_topic(method: str, value: object) -> TypeError:
    """The error of a method that takes topics."""
    return TypeError(f"{method} takes topics such as channel.status, not {_told(value)}")


def not_a_channel_class(method: str, value: object) -> TypeError:
    """The error of a method that takes a channel's class."""
    name = getattr(value, "__annotations__", {}).get("return")  # a factory's
    if _is_channel(value):
        name = type(value).__name__
    instead = name if isinstance(name, str) else "a generated class such as PipelineChannel"
    return TypeError(f"{method} takes the channel's class: write {instead}, not {_told(value)}")


def not_a_channel(method: str, value: object) -> TypeError:
    """The error of a method that takes a channel."""
    return TypeError(f"{method} takes a channel such as pipeline_channel(...), not {_told(value)}")


def not_a_realtime(method: str, value: object) -> TypeError:
    """The error of a method that takes what publishes."""
    has_one = hasattr(value, "realtime")
    instead = "its .realtime" if has_one else "a Realtime, as in Realtime(transport)"
    return TypeError(f"{method} takes {instead}, not {_told(value)}")


def without_data(method: str, kwargs: dict[str, Any]) -> TypeError:
    """The error of a publish that has no data, or too many arguments."""
    keys = ", ".join(f"{key}=..." for key in kwargs if key != "data")
    found = f"; {keys} are no parameters of it" if keys else ""
    return TypeError(
        f'{method} takes a topic and its data: {method}(channel.status, {{"key": "value"}}){found}'
    )


def without_step_id(value: object) -> TypeError:
    """The error of a durable publish that has no step ID."""
    form = 'publish("step-id", channel.result, data)'
    return TypeError(f"a durable publish takes a step ID first: {form}; not {_told(value)}")


def check_count(name: str, value: int) -> None:
    """Raise ValueError for a negative number."""
    if value < 0:
        raise ValueError(f"{name} must be at least 0, not {value}")


def check_transport(value: object) -> None:
    """Raise TypeError for what cannot carry messages, before it is asked to."""
    if isinstance(value, type):
        raise TypeError(f"pass a transport, {value.__name__}(), and not its class")
    missing = [name for name in _NEEDED if not callable(getattr(value, name, None))]
    if missing or hasattr(value, "wrapped"):  # which is a Realtime's
        reason = f", which has no {', '.join(missing)}" if missing else ""
        raise TypeError(
            f"Realtime takes a transport such as MemoryTransport(), not {_told(value)}{reason}"
        )


def check_awaitable(transport: object, method: str, value: object) -> None:
    """Raise TypeError for a transport whose method gives nothing that can be awaited."""
    if not isawaitable(value):
        name = f"{type(transport).__name__}.{method}"
        way = f"write `async def {method}`, and no yield in it"
        raise TypeError(f"{name} must be async: it gave {_kind(value)}, not an awaitable; {way}")


def check_context(transport: object, value: object) -> None:
    """Raise TypeError for a transport whose `subscribe` gives no async context manager."""
    if hasattr(type(value), "__aenter__"):
        return
    if iscoroutine(value):
        value.close()  # nobody will await it
    way = "put @asynccontextmanager above it, and yield the iterator of messages once"
    name = f"{type(transport).__name__}.subscribe"
    raise TypeError(f"{name} must give an async context manager, not {_kind(value)}; {way}")


def not_an_iterator(value: object) -> TypeError:
    """The error of a transport whose subscription gives no async iterator when it is entered."""
    way = "yield an async generator's call once, as in `yield self._messages(topics)`"
    return TypeError(
        f"a transport's subscription must give an async iterator of messages, not {_kind(value)};"
        f" {way}"
    )


def _kind(value: object) -> str:
    if value is None:
        return "None"
    return "an async generator" if isasyncgen(value) else f"a {type(value).__name__}"


def check_callback(name: str, value: object) -> None:
    """Raise TypeError for a callback that nobody would await: it would never run."""
    if any(map(iscoroutinefunction, (value, vars(type(value)).get("__call__")))):
        raise TypeError(f"{name} is called and not awaited: pass a function that is not async")


def _is_channel(value: object) -> bool:
    return isinstance(getattr(value, "topics", None), dict)


def _told(value: Any) -> str:
    """The value, and what to do where it is a step away from what is right."""
    if _is_channel(value):
        names = ", ".join(map(repr, value.topics))
        return f"the channel {value!r} itself, which has the topics {names}"
    if isinstance(value, list | tuple):
        return "a list of them: write topics one after the other, without the list"
    if isinstance(value, str):
        return f"the string {value!r:.60}"
    if isinstance(value, type):
        return f"the class {value.__name__}"
    if hasattr(value, "body") and hasattr(value, "topic"):
        return "a message, which has its topic and data already: pass the topic and the data"
    if hasattr(value, "__name__"):
        return f"the function {value.__name__}"
    return f"{value!r:.100}"
