"""The trained weights and their manifest, installed as `bisenet.weights`."""
