"""A misspelt import is an error where it stands; the package is lazy only at run time."""

import generated
import generated.pipeline
from generated import alerts_channel
from generated import pipelin_channel  # error
from generated import PipelineStatus  # error
from generated.alerts import AlertsAlert
from generated.pipeline import PipelineStatu  # error
from generated.pipelin import PipelineStatus as Other  # error
from realtime_runtime import Realtime
from realtime_runtime import Realtim  # error

print(alerts_channel, AlertsAlert, Realtime)
print(generated.pipeline_channel, generated.pipeline.PipelineStatus)
print(generated.pipelin_channel)  # error
print(generated.pipeline.PipelineStatu)  # error
