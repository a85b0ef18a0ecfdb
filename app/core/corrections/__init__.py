"""Corrections of the model: what the user marked or the program learnt, and how it is applied."""
