"""A carrier whose scans people write down."""
