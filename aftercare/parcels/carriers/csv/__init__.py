"""A carrier whose scans come as a file that an operator hands in."""
