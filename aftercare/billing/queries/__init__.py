"""Reads about refunds."""
