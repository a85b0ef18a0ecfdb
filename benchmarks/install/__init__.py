"""Measures the README's first command on a bare Debian: what is fetched, what stays, how long it is silent."""
