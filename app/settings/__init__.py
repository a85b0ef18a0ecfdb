"""Settings that persist between starts: model, codec, file, and paths that stay valid."""
