"""From a published graph to its int8 form, by calibration on training pictures; needs onnx, the train extra."""
