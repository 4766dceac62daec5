"""Writes about clocks: following moves, sweeping what is due, changing calendars and policies."""
