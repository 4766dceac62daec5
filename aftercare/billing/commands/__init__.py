"""Writes about refunds."""
