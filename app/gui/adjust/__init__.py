"""The page "Adjust": sliders, presets and advanced settings."""
