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
# that readers see where one is missing. What is published is published as it was stored, in that
# order. `again` is what the record begins with, when an earlier attempt may have stored it, or may
# still come: then the ID is remembered, and an attempt that comes late finds it. The stream is read
# before anything is written: a key of another kind is refused here.
_PUBLISH = """
local stream, known = KEYS[1], KEYS[2]
local record, remembered, again = ARGV[1], ARGV[2], ARGV[3]
if redis.call('EXISTS', known) == 1 then
  return 0
end
local newest = redis.call('XREVRANGE', stream, '+', '-', 'COUNT', 1)[1]
if remembered then
  redis.call('SET', known, '', 'PX', remembered)
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
if newest then
  local its_time, its_count = string.match(newest[1], '(%d+)-(%d+)')
  time, count = math.max(time, tonumber(its_time)), tonumber(its_count) + 1
end
local id = string.format('%.0f-%.0f', time, count)
redis.call('XADD', stream, 'MAXLEN', '=', LAST, id, 'm', record)
redis.call('PEXPIREAT', stream, string.format('%.0f', time + LIFETIME))
redis.call('PUBLISH', stream .. 'DATABASE', id .. '\\n' .. record)
return 1
"""


def publishing(history: History, names: Names, *, in_cluster: bool) -> Script:
    """The script that publishes `ARGV[1]`, a record, unless the key `KEYS[2]` is there.

    That is set for `ARGV[2]` milliseconds, where these are given. `ARGV[3]` is given by an attempt
    that is not the first: how the record begins.
    """
    values = {
        "LAST": str(history.last),
        "LIFETIME": str(history.milliseconds),
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
