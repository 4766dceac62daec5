"""Promises with a time: working calendars, policies, and the clocks that run, pause and stop with the moves."""
