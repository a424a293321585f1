"""Local: who may look."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ..asgi import Refused
from ..origins import is_own

if TYPE_CHECKING:
    from ..asgi import Request

_FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


def check_local(request: Request) -> None:
    """Raise Refused for who is not on this machine, and for pages of elsewhere.

    A page of elsewhere can be of a name that leads here (DNS rebinding), so the name counts too.
    What a proxy on this machine hands on came from anywhere.
    """
    client = request.scope.get("client")
    is_here = client is not None and _is_loopback(str(client[0]))
    if not is_here or any(name in request.headers for name in _FORWARDED):
        raise Refused(403, "The inspector answers only to its own machine, and through no proxy")
    if not _is_loopback_name(request.headers.get("host", "")):
        raise Refused(403, "The inspector is asked as localhost, 127.0.0.1 or [::1]")
    origin = request.headers.get("origin")
    if origin is not None and not is_own(origin, request):
        raise Refused(403, "The inspector answers only to its own page")


def _is_loopback(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return address.is_loopback


def _is_loopback_name(host: str) -> bool:
    """Whether a `Host` header, with its port, names this machine and nothing else."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    return name == "localhost" or _is_loopback(name)
