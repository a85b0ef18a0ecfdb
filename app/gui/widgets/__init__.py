"""Generic widgets, which depend on no feature and not on the session."""
