"""Runs the real window on a real X server, with real keys and clicks."""
