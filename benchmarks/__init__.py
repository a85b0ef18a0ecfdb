"""Scripts that produce the figures in the documentation and the manifest."""
