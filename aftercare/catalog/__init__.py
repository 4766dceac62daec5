"""Products and the catalogue of reasons."""
