"""Writes about orders."""
