"""The words of what is read off: the search, and the merchants' scores."""

from aftercare.reporting.terms.search import DocKind, Draft, Source

__all__ = ["DocKind", "Draft", "Source"]
