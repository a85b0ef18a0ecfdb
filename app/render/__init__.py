"""Renders a file into another file; its arguments and its progress protocol."""
