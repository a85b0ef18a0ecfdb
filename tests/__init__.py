"""The tests; `fakes` stands in for every device."""
