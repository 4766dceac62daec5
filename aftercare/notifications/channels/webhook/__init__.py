"""Telling other systems, after Standard Webhooks."""
