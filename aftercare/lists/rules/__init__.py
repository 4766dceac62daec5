"""Decisions about lists, on plain values."""
