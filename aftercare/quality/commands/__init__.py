"""Writing ratings."""
