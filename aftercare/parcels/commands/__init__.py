"""Writes about parcels. What moves a return, too, is in `flow`."""
