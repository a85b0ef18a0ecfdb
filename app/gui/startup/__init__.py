"""The start of the window: the process, QApplication, what is restored, remote control."""
