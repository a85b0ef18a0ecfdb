"""The page "Record": recordings, snapshots and files to render."""
