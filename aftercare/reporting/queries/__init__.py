"""Reads of the read models."""
