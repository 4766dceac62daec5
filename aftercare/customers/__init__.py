"""People and companies who buy, with their addresses."""
