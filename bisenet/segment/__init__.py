"""Segmenting photos and videos into files."""
