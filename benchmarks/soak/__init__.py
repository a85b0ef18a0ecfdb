"""The soak: the live pipeline for half an hour, and whether it grows."""
