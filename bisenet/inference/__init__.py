"""From a camera frame to a matte; nothing here needs torch but the torch engine."""
