"""The real window on a real X server, driven by real keys and clicks."""
