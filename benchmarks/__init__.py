"""Scripts that make the figures of the README and of the manifest."""
