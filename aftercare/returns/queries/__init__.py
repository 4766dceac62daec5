"""Reads about returns."""
