"""Turns camera frames into mattes; only the torch engine needs torch."""
