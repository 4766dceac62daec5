"""How words become search tokens, on plain values."""
