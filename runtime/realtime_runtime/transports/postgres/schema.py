"""Schema: the table, its functions, and what is asked of them, in SQL.

All rows of a topic share `key`, a hash of its two names. Those of its history are numbered from 1
on (`n`), in the order in which they were committed. Below 0 are the rows of messages that have left
the history and whose IDs are remembered.
"""

from __future__ import annotations

import re

_MIGRATION = """\
CREATE TABLE IF NOT EXISTS {table} (
    key bytea NOT NULL,          -- a hash of both names, which an index may not take
    n bigint NOT NULL,           -- the number in the topic's history; below 0, an ID to remember
    at bigint NOT NULL           -- milliseconds since 1970, in the order of n
        CHECK (at BETWEEN 0 AND 17592186044415),
    channel text NOT NULL,
    topic text NOT NULL,
    id text NOT NULL,
    run_id text,
    created_ns bigint NOT NULL,  -- nanoseconds since 1970, by the publisher's clock
    headers text,                -- a JSON object
    body bytea,                  -- the payload, as JSON
    once_until bigint,           -- until then no other message of this ID is stored; milliseconds
    PRIMARY KEY (key, n)
) WITH (autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX IF NOT EXISTS {index} ON {table} (key, hashtextextended(id, 0));

-- Stores a message, and wakes those who follow its topic once it is committed. Returns its number,
-- and 0 where the topic has a message of this ID.
CREATE OR REPLACE FUNCTION {publish}(
    p_key bytea, p_channel text, p_topic text, p_id text, p_run_id text, p_created_ns bigint,
    p_headers text, p_body bytea, p_once boolean, p_last bigint, p_lifetime bigint
) RETURNS bigint LANGUAGE plpgsql AS $realtime$
DECLARE
    number bigint;
    newest bigint;
    moment bigint;
    leaving bigint := 0;
    leaving_until bigint;
BEGIN
    -- Whoever reads the newest number commits before another reads it: a reader that has seen a
    -- number has seen all before it.
    PERFORM pg_advisory_xact_lock(hashtextextended(encode(p_key, 'hex'), {seed}));
    moment := floor(extract(epoch FROM clock_timestamp()) * 1000);
    IF EXISTS (
        SELECT FROM {table} m
        WHERE m.key = p_key AND hashtextextended(m.id, 0) = hashtextextended(p_id, 0)
            AND m.id = p_id AND (m.n > 0 OR m.once_until > moment)
    ) THEN
        RETURN 0;
    END IF;

    IF current_setting('transaction_isolation') = 'read committed' THEN
        SELECT m.n, m.at INTO number, newest FROM {table} m
        WHERE m.key = p_key AND m.n > 0 ORDER BY m.n DESC LIMIT 1;
    ELSE  -- fails where the row was deleted since the transaction began
        SELECT m.n, m.at INTO number, newest FROM {table} m
        WHERE m.key = p_key AND m.n > 0 ORDER BY m.n DESC LIMIT 1 FOR SHARE;
    END IF;
    number := coalesce(number, 0);
    moment := greatest(moment, newest);

    IF newest + p_lifetime <= moment THEN  -- all of the history has expired
        leaving := number;
        leaving_until := newest;
        number := 0;
    ELSIF (number + 1) % 10 = 0 THEN  -- live readers have ten seconds to fetch what is over `last`
        SELECT least(m.n + 99, number + 1 - p_last) INTO leaving FROM {table} m
        WHERE m.key = p_key AND m.n > 0 ORDER BY m.n LIMIT 1;
        leaving_until := moment - 10000;
    END IF;
    IF leaving > 0 THEN
        DELETE FROM {table} m
        WHERE m.key = p_key AND m.n BETWEEN 1 AND leaving AND m.at <= leaving_until
            AND coalesce(m.once_until, 0) <= moment;
        UPDATE {table} m SET n = given.n, headers = NULL, body = NULL
        FROM (
            SELECT o.n AS old, (
                SELECT least(min(l.n), 0) FROM {table} l WHERE l.key = p_key
            ) - row_number() OVER (ORDER BY o.n) AS n
            FROM {table} o
            WHERE o.key = p_key AND o.n BETWEEN 1 AND leaving AND o.at <= leaving_until
        ) given
        WHERE m.key = p_key AND m.n = given.old;
        DELETE FROM {table} m
        WHERE m.key = p_key AND m.once_until <= moment AND m.n IN (
            SELECT o.n FROM {table} o
            WHERE o.key = p_key AND o.n < 0 ORDER BY o.n DESC LIMIT 20
        );
    END IF;

    number := number + 1;
    INSERT INTO {table} VALUES (
        p_key, number, moment, p_channel, p_topic, p_id, p_run_id, p_created_ns, p_headers, p_body,
        CASE WHEN p_once THEN moment + 86400000 END
    ) ON CONFLICT DO NOTHING;  -- which fails where the transaction does not see the other row
    IF NOT FOUND THEN
        RAISE serialization_failure USING MESSAGE = 'another message has this number';
    END IF;
    PERFORM pg_notify({channel}, encode(p_key, 'hex'));
    RETURN number;
END
$realtime$;

-- Of so many topics, from a random one on, deletes what has expired. Returns the number of rows.
CREATE OR REPLACE FUNCTION {clean}(p_lifetime bigint, p_topics bigint)
RETURNS bigint LANGUAGE plpgsql AS $realtime$
DECLARE
    start bytea := decode(md5(random()::text), 'hex');
    place bytea := start;
    has_wrapped boolean := false;
    moment bigint := floor(extract(epoch FROM clock_timestamp()) * 1000);
    newest bigint;
    rows bigint;
    deleted bigint := 0;
BEGIN
    FOR i IN 1..p_topics LOOP
        SELECT m.key INTO place FROM {table} m WHERE m.key > place ORDER BY m.key LIMIT 1;
        IF NOT FOUND AND NOT has_wrapped THEN
            has_wrapped := true;
            SELECT m.key INTO place FROM {table} m ORDER BY m.key LIMIT 1;
        END IF;
        EXIT WHEN place IS NULL OR has_wrapped AND place > start;
        SELECT m.at INTO newest FROM {table} m
        WHERE m.key = place AND m.n > 0 ORDER BY m.n DESC LIMIT 1;
        CONTINUE WHEN newest > moment - p_lifetime;
        -- A publisher may begin a new history meanwhile: its rows are younger than these. Nobody is
        -- waited for, so that no other transaction can be in a circle with this one.
        DELETE FROM {table} m USING (
            SELECT o.n FROM {table} o
            WHERE o.key = place AND o.at <= moment - p_lifetime
                AND coalesce(o.once_until, 0) <= moment
            FOR UPDATE SKIP LOCKED
        ) old WHERE m.key = place AND m.n = old.n;
        GET DIAGNOSTICS rows = ROW_COUNT;
        deleted := deleted + rows;
        UPDATE {table} m SET headers = NULL, body = NULL FROM (
            SELECT o.n FROM {table} o
            WHERE o.key = place AND o.at <= moment - p_lifetime AND o.body IS NOT NULL
            FOR UPDATE SKIP LOCKED
        ) old WHERE m.key = place AND m.n = old.n;
    END LOOP;
    RETURN deleted;
END
$realtime$;
"""

_PUBLISH = (
    "bytea text text text text bigint text bytea boolean bigint bigint".split()  # its parameters
)
_CLOCK = "SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now"
_COLUMNS = "m.n, m.at, m.id, m.run_id, m.created_ns, m.headers, m.body"

# The newest messages of a topic, newest first, beside the time and the newest position.
_NEWEST = f"""
WITH clock AS ({_CLOCK}), newest AS (
    SELECT m.n, m.at FROM clock, LATERAL (
        SELECT o.n, o.at FROM {{table}} o WHERE o.key = $1 AND o.n > 0 ORDER BY o.n DESC LIMIT 1
    ) m WHERE m.at + $2::bigint > clock.now
)
SELECT clock.now, newest.n AS newest_n, newest.at AS newest_at, {_COLUMNS}
FROM clock LEFT JOIN newest ON true LEFT JOIN LATERAL (
    SELECT o.* FROM {{table}} o
    WHERE o.key = $1 AND o.n > 0 AND o.body IS NOT NULL ORDER BY o.n DESC LIMIT $3
) m ON newest.n IS NOT NULL
ORDER BY m.n DESC
"""

# The same, oldest first, of what is behind the position ($3, $4) and among the `last` ($6).
_AFTER = f"""
WITH clock AS ({_CLOCK}), newest AS (
    SELECT m.n, m.at FROM clock, LATERAL (
        SELECT o.n, o.at FROM {{table}} o WHERE o.key = $1 AND o.n > 0 ORDER BY o.n DESC LIMIT 1
    ) m WHERE m.at + $2::bigint > clock.now
)
SELECT clock.now, newest.n AS newest_n, newest.at AS newest_at, {_COLUMNS}
FROM clock LEFT JOIN newest ON true LEFT JOIN LATERAL (
    SELECT o.* FROM {{table}} o
    WHERE o.key = $1 AND o.body IS NOT NULL AND (o.at, o.n) > ($3::bigint, $4::bigint)
        AND o.n > greatest(0, newest.n - $6::bigint, (
            SELECT p.n FROM {{table}} p WHERE p.key = $1 AND p.n = $4 AND p.at = $3
        ))
    ORDER BY o.n LIMIT $5
) m ON newest.n IS NOT NULL
ORDER BY m.n
"""

# The newest position of each of these topics.
_POSITIONS = f"""
WITH clock AS ({_CLOCK})
SELECT clock.now, asked.key, m.n, m.at
FROM clock, unnest($1::bytea[]) AS asked(key) LEFT JOIN LATERAL (
    SELECT o.n, o.at FROM {{table}} o WHERE o.key = asked.key AND o.n > 0 ORDER BY o.n DESC LIMIT 1
) m ON true
"""

# What is behind a position of each of these topics, `last` or not.
_BEHIND = f"""
WITH clock AS ({_CLOCK})
SELECT clock.now, asked.key, {_COLUMNS}
FROM clock, unnest($1::bytea[], $2::bigint[], $3::bigint[]) AS asked(key, at, n)
LEFT JOIN LATERAL (
    SELECT o.* FROM {{table}} o
    WHERE o.key = asked.key AND o.body IS NOT NULL AND (o.at, o.n) > (asked.at, asked.n)
        AND o.n > greatest(0, (
            SELECT p.n FROM {{table}} p
            WHERE p.key = asked.key AND p.n = asked.n AND p.at = asked.at
        ))
    ORDER BY o.n LIMIT $4
) m ON true
ORDER BY asked.key, m.n
"""

_NAME = re.compile(r"[A-Za-z_]\w{0,39}", re.ASCII)


class Schema:
    """The SQL of one table. Raises ValueError for a name that is none."""

    def __init__(self, table: str, schema: str | None) -> None:
        for name in (table, schema):
            if name is not None and not _NAME.fullmatch(name):
                raise ValueError(
                    f"{name!r} is no name of a table or schema: it takes at most 40 letters, digits"
                    " and _, and does not begin with a digit"
                )
        within = "" if schema is None else f'"{schema}".'
        self.channel = table  # that notifications go to
        self._names = {
            "table": f'{within}"{table}"',
            "index": f'"{table}_id"',
            "publish": f'{within}"{table}_publish"',
            "clean": f'{within}"{table}_clean"',
            "channel": f"'{table}'",
            "seed": f"hashtextextended('{within}{table}', 0)",
        }
        self.migration: str = self._with_names(_MIGRATION)
        # Several may run it at once, and none replaces what another is replacing.
        lock = "SELECT pg_advisory_xact_lock({seed});\n"
        self.migration_alone: str = self._with_names(lock) + self.migration
        self.clock = _CLOCK
        self.newest: str = self._with_names(_NEWEST)
        self.after: str = self._with_names(_AFTER)
        self.positions: str = self._with_names(_POSITIONS)
        self.behind: str = self._with_names(_BEHIND)
        self.clean: str = self._with_names("SELECT {clean}($1, $2)")
        self.publish: str = self.publish_with("${}")

    def publish_with(self, placeholder: str) -> str:
        """The call that publishes, with a driver's placeholders: `%s`, or `${}` for numbers."""
        types = enumerate(_PUBLISH, 1)
        parameters = ", ".join(f"{placeholder.format(i)}::{type_}" for i, type_ in types)
        return self._with_names(f"SELECT {{publish}}({parameters})")

    def _with_names(self, text: str) -> str:
        return text.format(**self._names)
