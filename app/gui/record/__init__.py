"""The page "Record": films, snapshots and files to render."""
