"""The names of realtime_runtime that generated code may use; a test holds them against it."""

MODULE = "realtime_runtime"
ABSENT = f"{MODULE}.absent"
CHANNEL = f"{MODULE}.Channel"
DEFINITIONS = f"{MODULE}.Definitions"
INVALID_PARAMETER = f"{MODULE}.InvalidParameter"
PAYLOAD = f"{MODULE}.Payload"
TOPIC = f"{MODULE}.Topic"
