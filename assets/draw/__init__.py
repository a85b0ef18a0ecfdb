"""The drawing code behind the bundled backgrounds, the icon and the demo clip's room.

Pictures are float32 arrays of linear light, in RGB order, until ``canvas.develop`` makes them 8-bit.
"""
