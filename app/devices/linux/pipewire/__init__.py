"""A virtual camera as a PipeWire node: it needs no kernel module and no administrator."""
