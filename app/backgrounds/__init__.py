"""Backgrounds: the words that name them, the entries of the gallery, and how each kind is opened."""
