"""Cameras, pictures, videos and virtual cameras; BGR and the operating system's errors end here."""
