"""Writes of the read models."""
