"""Palettes, style sheet and icons."""
