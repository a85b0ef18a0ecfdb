"""What persists between starts: model, codec, file, and paths that stay valid."""
