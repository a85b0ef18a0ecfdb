"""bisenet-bg: a webcam virtual background with its own person segmenter."""
