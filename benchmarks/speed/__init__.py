"""The speed card: what the main job costs on a machine."""
