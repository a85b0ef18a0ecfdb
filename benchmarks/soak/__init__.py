"""Soak test: runs the live pipeline for half an hour and checks that its memory does not grow."""
