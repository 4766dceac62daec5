"""Fetching mail from a mailbox."""
