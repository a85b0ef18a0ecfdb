"""The doctor: finds what keeps the camera, the virtual camera or the window from working, and how to fix it."""
