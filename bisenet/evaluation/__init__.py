"""Measuring trained models: people by their mattes, classes by their index masks."""
