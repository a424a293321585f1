"""gateway: the other end is a browser. `Gateway` is an ASGI app over any transport."""

from .app import Gateway
from .limits import Limits
from .tokens import Token, TokenRequest

__all__ = ["Gateway", "Limits", "Token", "TokenRequest"]
