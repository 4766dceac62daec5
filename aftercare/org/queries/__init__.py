"""Reads about people, merchants and keys."""
