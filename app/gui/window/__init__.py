"""The frame of the window: main window, side panel, banner, start bar, status bar, tray."""
