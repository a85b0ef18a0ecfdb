"""Converts a published graph to int8 by calibration on training pictures; needs onnx, from the train extra."""
