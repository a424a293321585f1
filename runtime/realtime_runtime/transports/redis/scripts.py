"""What runs inside Redis, each as one step. The IDs of a stream's entries are its positions."""

from __future__ import annotations

from hashlib import sha1
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..history import History
    from .names import Names


class Script:
    """A Lua script, and what the server calls it."""

    def __init__(self, text: str) -> None:
        self.text: bytes = text.encode()
        self.sha: bytes = sha1(self.text, usedforsecurity=False).hexdigest().encode()


# The time of an entry is the server's, and never goes back. Its count is the last one's and one, so
# that readers see where one is missing. `again` is what the record begins with, when an earlier
# attempt may have stored it. What is published is published as it was stored, in that order.
_PUBLISH = """
local stream, once = KEYS[1], KEYS[2]
local record, again = ARGV[1], ARGV[2]
if once and redis.call('EXISTS', once) == 1 then
  return 0
end
if again then
  for _, entry in ipairs(redis.call('XREVRANGE', stream, '+', '-')) do
    if string.sub(entry[2][2], 1, #again) == again then
      return 0
    end
  end
end
local now = redis.call('TIME')
local time, count = now[1] * 1000 + math.floor(now[2] / 1000), 1
local newest = redis.call('XREVRANGE', stream, '+', '-', 'COUNT', 1)[1]
if newest then
  local its_time, its_count = string.match(newest[1], '(%d+)-(%d+)')
  time, count = math.max(time, tonumber(its_time)), tonumber(its_count) + 1
end
local id = string.format('%.0f-%.0f', time, count)
redis.call('XADD', stream, 'MAXLEN', '=', LAST, id, 'm', record)
redis.call('PEXPIREAT', stream, string.format('%.0f', time + LIFETIME))
if once then
  redis.call('SET', once, '', 'PX', REMEMBERED)
end
redis.call('PUBLISH', stream .. 'DATABASE', id .. '\\n' .. record)
return 1
"""

_REMEMBERED = 24 * 3600 * 1000  # milliseconds for which an ID is known that was given


def publishing(history: History, names: Names, *, in_cluster: bool) -> Script:
    """The script that publishes `ARGV[1]`, a record."""
    values = {
        "LAST": str(history.last),
        "LIFETIME": str(history.milliseconds),
        "REMEMBERED": str(_REMEMBERED),
        "DATABASE": names.database,
        "'PUBLISH'": "'SPUBLISH'" if in_cluster else "'PUBLISH'",
    }
    text = _PUBLISH
    for name, value in values.items():
        text = text.replace(name, value)
    return Script(text)


NEWEST = Script("""
return {redis.call('TIME'), redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', ARGV[1])}
""")

AFTER = Script("""
local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
local found = redis.call('XRANGE', KEYS[1], ARGV[1], '+', 'COUNT', ARGV[2])
return {redis.call('TIME'), newest and newest[1] or '', found}
""")
