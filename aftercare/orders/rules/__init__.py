"""Decisions about orders on plain values."""
