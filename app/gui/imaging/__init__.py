"""Pictures for Qt: arrays become QImage, and thumbnails."""
