"""What names channels can have on the wire, and which of them two channels share."""

from .address import Address
from .foreign import beside_brace, foreign_in, named_in
from .meetings import Meeting, is_possible, meetings

__all__ = [
    "Address",
    "Meeting",
    "beside_brace",
    "foreign_in",
    "is_possible",
    "meetings",
    "named_in",
]
