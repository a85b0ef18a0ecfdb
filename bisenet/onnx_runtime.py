"""ONNX Runtime as this program uses it, and the one place that imports it.

From 1.29 on its official builds report to Microsoft what they run, over the network and with a device's identifier kept
in the user's folder, unless that is switched off before they start. On Windows the system collects the same
events where somebody records them; there the second way is the one that counts.
"""

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime as onnxruntime

onnxruntime.disable_telemetry_events()
