"""Pictures and videos as files, read and written."""
