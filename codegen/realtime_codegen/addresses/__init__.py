"""What names channels can have on the wire, and which of them two channels share."""

from .address import Address
from .meetings import Meeting, is_possible, meetings

__all__ = ["Address", "Meeting", "is_possible", "meetings"]
