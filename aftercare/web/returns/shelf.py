"""The reader's saved views above the list, the one he looks through, and how his columns stand."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse

from aftercare.lists.models import View
from aftercare.lists.queries.views import kept_columns, views_visible_to
from aftercare.lists.rules.arranging import arranged
from aftercare.lists.terms import Arrangement
from aftercare.org.models import Member
from aftercare.web.returns.columns import STANDARD
from aftercare.web.returns.forms.filtering import WITHOUT_VIEW

LIST = "returns"


@dataclass(frozen=True)
class Tag:
    """A view as a link above the list."""

    name: str
    url: str
    current: bool
    shared: bool = False


@dataclass(frozen=True)
class Shelf:
    """`chosen` is the view that the address names, if the reader sees it."""

    views: Sequence[View]
    chosen: View | None
    arrangement: Arrangement

    @property
    def way_out(self) -> str:
        """The address of the list as it is, also for who opens it with a view."""
        return f"?view={WITHOUT_VIEW}" if self.views else reverse("returns-list")

    @property
    def tags(self) -> list[Tag]:
        """The views as links."""
        return [Tag(view.name, address_of(view), view == self.chosen, bool(view.roles)) for view in self.views]


def read_shelf(member: Member, name: str, views: Sequence[View] | None = None) -> Shelf:
    """What stands on the shelf when the address names this view; a view that is not his is none."""
    views = list(views_visible_to(member, LIST)) if views is None else views
    chosen = next((view for view in views if str(view.pk) == name), None)
    return Shelf(views, chosen, arranged(kept_columns(member, LIST, chosen), STANDARD))


def address_of(view: View) -> str:
    """The query part of the address that opens a view."""
    query = QueryDict(view.query, mutable=True)
    query["view"] = str(view.pk)
    return f"?{query.urlencode()}"
