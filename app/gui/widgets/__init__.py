"""Widgets that know neither feature nor session."""
