"""Read models: the search index, figures."""
