from aftercare.reporting.models.search_doc import SearchDoc

__all__ = ["SearchDoc"]
