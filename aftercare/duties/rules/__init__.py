"""Decisions about days and distances, on plain values."""
