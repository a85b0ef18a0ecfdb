"""The speed card: the cost of processing a frame on this machine."""
