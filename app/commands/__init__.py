"""What the command line can do, one module per command; none but `run` with a window imports Qt."""
