from aftercare.lists.models.export import Export
from aftercare.lists.models.layout import Layout
from aftercare.lists.models.view import DefaultView, View

__all__ = ["DefaultView", "Export", "Layout", "View"]
