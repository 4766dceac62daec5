"""Reads of messages."""
