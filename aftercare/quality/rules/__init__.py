"""Decisions about ratings."""
