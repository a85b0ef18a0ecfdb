"""The running pipeline as the window sees it: changes, undo, polling, settings, messages. No widget."""
