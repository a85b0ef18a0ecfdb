"""Dialogs for choosing files, a folder or a colour."""
