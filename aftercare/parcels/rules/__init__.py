"""Decisions about parcels on plain values."""
