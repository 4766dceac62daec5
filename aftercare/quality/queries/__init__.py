"""Reading ratings."""
