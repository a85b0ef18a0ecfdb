"""The whole frame on the GPU: uploaded once, segmented and composited there, downloaded once.

The steps are those of `app.core`, on tensors: a picture is float32 (3, H, W) with levels of 0 .. 255, a matte (h, w)
with such levels. On CUDA they are captured into a graph; on the CPU the same code runs step by step, which is how it is
tested against `app.core`.
"""
