"""Version 1: one module per resource, its shapes beside it."""
