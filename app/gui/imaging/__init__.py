"""Images for Qt: arrays become QImage, and thumbnails of backgrounds."""
