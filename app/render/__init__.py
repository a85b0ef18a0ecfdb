"""From a file to a file: rendering, its arguments and its progress."""
