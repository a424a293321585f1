"""inspector: a page that shows messages as they pass, for development. It goes one way: a transport
that is `watched` is told to a `record`, as `described`; `answers` gives a browser of this machine
(`local`) the `page` and what the record has."""

from .answers import Inspector

__all__ = ["Inspector"]
