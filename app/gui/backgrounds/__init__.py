"""The page "Backgrounds": the gallery and the collection behind it."""
