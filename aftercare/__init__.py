"""A company's whole after-sales service in one case file."""

__version__ = "0.1.0"
