"""Plain Python that every room shares: actors, errors, lifecycles, money."""
