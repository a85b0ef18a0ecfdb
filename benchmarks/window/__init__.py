"""Measures the cost of the window's preview, and how long its GUI thread is blocked."""
