"""The quality card: every shipped model and MediaPipe on every validation set."""
