"""The gallery of backgrounds: its tiles, the user's own backgrounds and favourite keys."""
