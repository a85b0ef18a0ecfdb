"""Threads, the hand-over between them, and what may be shown."""
