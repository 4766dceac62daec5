"""Decisions about payouts on plain values."""
