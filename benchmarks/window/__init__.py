"""What the window's preview costs, and how long its GUI thread is blocked."""
