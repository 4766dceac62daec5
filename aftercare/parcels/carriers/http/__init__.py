"""A carrier that posts its scans to us, signed."""
