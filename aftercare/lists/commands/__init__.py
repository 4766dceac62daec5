"""Writes of lists."""
