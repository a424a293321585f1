"""Durable Streams, the read path: each topic with history is a stream that its clients follow.

The source is the Durable Streams Protocol, version 1.0. An offset is a position in the topic's
history; a stream's messages are its payloads, as JSON. Streams are written by publishing alone.
"""

from .answers import Streams

__all__ = ["Streams"]
