"""Inngest Realtime: the official SDK's client and contexts, with typed publishing.

`ctx.publish`, `client.realtime.publish` and `ctx.step.realtime.publish`; tokens; subscriptions.
Needs the extra: `pip install realtime-runtime[inngest]`.
"""

from .client import Inngest
from .contexts import Context, ContextSync
from .realtime import InngestRealtime
from .tokens import Token, TokenFailed

__all__ = ["Context", "ContextSync", "Inngest", "InngestRealtime", "Token", "TokenFailed"]
