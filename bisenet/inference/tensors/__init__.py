"""Video mattes on tensors: the steps of `bisenet.inference.video` with no answer read by the host.

A picture is float32 (C, H, W) with levels of 0 .. 255, a matte float32 (h, w). No shape depends on values and no value
is looked at by Python, so that a CUDA graph can hold all of it; on the CPU the same functions run one by one.
"""
