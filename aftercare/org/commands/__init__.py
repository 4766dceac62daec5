"""Writes about people, merchants and keys."""
