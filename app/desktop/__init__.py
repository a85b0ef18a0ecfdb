"""What a freedesktop.org desktop knows of the program: its identity, menu entry, icons and services."""
