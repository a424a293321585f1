"""What runs inside Redis, each as one step. The IDs of a stream's entries are its positions."""

from __future__ import annotations

from hashlib import sha1
from typing import TYPE_CHECKING

from .packing import beginning

if TYPE_CHECKING:
    from ..history import History
    from .names import Names
    from .packing import Beginning


class Script:
    """A Lua script that takes so many keys: how the commands begin that run it, by its name, which
    a server knows that has run it before, and by its text."""

    def __init__(self, text: str, *, keys: int = 1) -> None:
        name = sha1(text.encode(), usedforsecurity=False).hexdigest()
        self.by_name: Beginning = beginning(b"EVALSHA", name.encode(), b"%d" % keys)
        self.by_text: Beginning = beginning(b"EVAL", text.encode(), b"%d" % keys)


# The time of an entry is the server's, and never goes back. Its count is the last one's and one, so
# that readers see where one is missing. What is published is published as it was stored, in that
# order. The stream is read before anything is written: a key of another kind is refused there.
_PUBLISH = """
local stream, known = KEYS[1], KEYS[2]
local record, remembered, again = ARGV[1], ARGV[2] or REMEMBERED, ARGV[3]
local newest = redis.call('XREVRANGE', stream, '+', '-', 'COUNT', 1)[1]
if not redis.call('SET', known, '', 'NX', 'PX', remembered) then
  if again then
    redis.call('PEXPIRE', known, remembered)
  end
  return 0
end
local now = redis.call('TIME')
local time, its_time, count = now[1] * 1000 + math.floor(now[2] / 1000), 0, 1
if newest then
  local its_count
  its_time, its_count = string.match(newest[1], '(%d+)-(%d+)')
  its_time, count = tonumber(its_time), its_count + 1
end
time = math.max(time, its_time)
local id = string.format('%.0f-%.0f', time, count)
if count % BATCH == 0 then
  redis.call('XADD', stream, 'MAXLEN', '=', LAST, id, 'm', record)
else
  redis.call('XADD', stream, id, 'm', record)
end
if time > its_time then
  redis.call('PEXPIREAT', stream, string.format('%.0f', time + LIFETIME))
end
redis.call('PUBLISH', stream .. 'DATABASE', id .. '\\n' .. record)
return 1
"""


_REMEMBERED = 60_000
"""Milliseconds for which an ID is known: longer than a message is sent again."""


def publishing(history: History, names: Names, *, in_cluster: bool) -> Script:
    """The script that publishes `ARGV[1]`, a record, unless the key `KEYS[2]` is there, which it
    then sets.

    `ARGV[2]` are milliseconds for which that stays, if not as long as usual; an attempt that is not
    the first has an `ARGV[3]`: the key stays so long also where it was there.
    """
    values = {
        "LAST": str(history.last),
        "BATCH": str(max(1, history.last // 10)),  # are trimmed at once: cheaper than each alone
        "LIFETIME": str(history.milliseconds),
        "REMEMBERED": str(_REMEMBERED),
        "DATABASE": names.database,
        "'PUBLISH'": "'SPUBLISH'" if in_cluster else "'PUBLISH'",
    }
    text = _PUBLISH
    for name, value in values.items():
        text = text.replace(name, value)
    return Script(text, keys=2)


NEWEST = Script("""
return {redis.call('TIME'), redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', ARGV[1])}
""")

AFTER = Script("""
local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
local found = redis.call('XRANGE', KEYS[1], ARGV[1], '+', 'COUNT', ARGV[2])
return {redis.call('TIME'), newest and newest[1] or '', found}
""")
