"""The live picture, and the mouse tools that work in it."""
