"""Reads about orders."""
