"""The lines of the list, ready to be printed, as the reader has arranged his columns."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from aftercare.lists.terms import Arrangement
from aftercare.returns.models import Return
from aftercare.web.returns.cells import Reading, drawn
from aftercare.web.returns.columns import COLUMNS
from aftercare.web.returns.rows import VOID


@dataclass(frozen=True)
class Line:
    """A return in the list. `minor` counts minor units of `currency`; `cells` are those behind the number."""

    pk: int
    number: str
    url: str
    pick: str
    minor: int
    currency: str
    cells: str

    def __str__(self) -> str:
        """The line as it is printed: by a template it would take as long as all its cells."""
        number, currency = escape(self.number), escape(self.currency)
        return SafeString(
            f'<tr><td class="pick"><input type="checkbox" name="pick" value="{self.pk}" data-minor="{self.minor}"'
            f' data-currency="{currency}" aria-label="{escape(self.pick)}"></td>'
            f'<th class="fix" scope="row"><a href="{escape(self.url)}">{number}</a></th>{self.cells}</tr>\n'
        )


_ANY = "NUMBER"
"""Stands for a return's number while the address of its page is looked up, once for all lines."""
_FEW = ("merchant", "order__shop", "reason")
"""Relations to small tables: looked up afterwards. The planner thinks for 10 ms about a join of seven tables."""


def joined(arrangement: Arrangement) -> list[str]:
    """The relations that the shown columns read, as far as they are joined to the rows."""
    wanted = _needed(arrangement)
    orders = {"order"} if "order__shop" in wanted else set()
    return sorted((wanted | orders) - set(_FEW))


def complete(rows: Sequence[Return], arrangement: Arrangement) -> Sequence[Return]:
    """The rows with what was not joined to them."""
    prefetch_related_objects(rows, *(name for name in _FEW if name in _needed(arrangement)))
    return rows


def _needed(arrangement: Arrangement) -> set[str]:
    return {name for key in arrangement.shown for name in COLUMNS[key].needs}


def lines_of(found: Iterable[Return], arrangement: Arrangement, reading: Reading, *, query: str) -> list[Line]:
    """The lines; `query` is carried along so that the page of a return knows its neighbours."""
    draws = [_drawing(key, arrangement) for key in arrangement.shown[1:]]
    pick, page = _("Select %(number)s"), reverse("return-detail", args=[_ANY]).split(_ANY)
    lines = []
    for returning in found:
        url = returning.number.join(page)
        lines.append(
            Line(
                pk=returning.pk,
                number=returning.number,
                url=f"{url}?{query}" if query else url,
                pick=pick % {"number": returning.number},
                minor=returning.total_minor,
                currency=returning.currency,
                cells="".join(draw(returning, reading) for draw in draws),
            )
        )
    return lines


def classes_of(key: str, arrangement: Arrangement) -> str:
    """What the cells of a column are marked with: its own classes, a width of its own, its place among the frozen."""
    place = arrangement.shown.index(key)
    found = [COLUMNS[key].css]
    found += ["set"] if key in arrangement.widths else []
    found += [f"ice ice-{place + 1}"] if 0 < place < arrangement.frozen else []
    return " ".join(part for part in found if part)


def _drawing(key: str, arrangement: Arrangement) -> Callable[[Return, Reading], str]:
    column, css = COLUMNS[key], classes_of(key, arrangement)
    told = column.is_clipped or key in arrangement.widths

    def draw(returning: Return, reading: Reading) -> str:
        void = key == "refund" and returning.shown in VOID
        return drawn(column.cell(returning, reading), f"{css} dim" if void else css, told=told)

    return draw
