"""Writing of messages."""
