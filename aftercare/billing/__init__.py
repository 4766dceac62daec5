"""Refunds: asked, approved, paid out."""
