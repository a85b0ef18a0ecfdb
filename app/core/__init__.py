"""The engine room: types, hand-over, compositing, threads. Knows no Qt, no torch, no device."""
