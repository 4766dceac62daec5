"""Goods that come back, and the money that goes back for them."""
