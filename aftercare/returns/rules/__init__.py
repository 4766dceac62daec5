"""Decisions about returns on plain values."""
