"""Backgrounds: the words for them, the ones that come with the program, and how each is opened."""
