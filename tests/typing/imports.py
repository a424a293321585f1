"""A misspelt import is an error where it stands; the package is lazy only at run time."""

import generated
import generated.pipeline
from generated import alerts_channel
from generated import pipelin_channel  # error
# mypy says: Module "generated" has no attribute "pipelin_channel"; maybe "pipeline_channel"?
from generated import PipelineStatus  # error
# mypy says: Module "generated" has no attribute "PipelineStatus"
from generated.alerts import AlertsAlert
from generated.pipeline import PipelineStatu  # error
# mypy says: Module "generated.pipeline" has no attribute "PipelineStatu"; maybe "PipelineStatus" or "PipelineStatusInput"?
from generated.pipelin import PipelineStatus as Other  # error
# mypy says: Cannot find implementation or library stub for module named "generated.pipelin"
from realtime_runtime import Realtime
from realtime_runtime import Realtim  # error
# mypy says: Module "realtime_runtime" has no attribute "Realtim"; maybe "Realtime"?

print(alerts_channel, AlertsAlert, Realtime)
print(generated.pipeline_channel, generated.pipeline.PipelineStatus)
print(generated.pipelin_channel)  # error
# mypy says: Module has no attribute "pipelin_channel"; maybe "pipeline_channel"?
print(generated.pipeline.PipelineStatu)  # error
# mypy says: Module has no attribute "PipelineStatu"; maybe "PipelineStatus" or "PipelineStatusInput"?
