"""Reads about parcels."""
