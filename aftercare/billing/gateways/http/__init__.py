"""A payout service of one's own, asked over HTTP with signed JSON."""
