"""Measures the README's first command on a bare Debian: what it fetches, what it leaves, and whether it falls silent."""
