"""The frame of the window: main window, side panel, banner, tray, status bar."""
