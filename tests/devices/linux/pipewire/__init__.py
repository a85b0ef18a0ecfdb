"""The PipeWire camera."""
