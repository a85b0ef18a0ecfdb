"""The page "Setup": welcome, doctor, preferences, about."""
