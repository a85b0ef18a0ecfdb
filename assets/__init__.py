"""Bundled pictures and the demo clip; installed as the package ``app.assets`` and read as package data."""
