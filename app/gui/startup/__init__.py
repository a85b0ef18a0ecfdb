"""Start-up of the window: the process, QApplication, restored settings, remote control."""
