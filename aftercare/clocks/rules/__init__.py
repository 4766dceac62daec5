"""Deadlines, worked out on plain values: calendars, targets, tapes."""
