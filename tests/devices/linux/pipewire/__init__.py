"""The virtual camera of PipeWire."""
