"""The page "Fix": the empty room and the brush."""
