"""What stands in a cell of the list. Drawn here and not by a template: fifty rows of thirteen cells each are most of
the page, and a template takes five times as long for them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from html import escape

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from aftercare.customers.rules import masked_text
from aftercare.kernel.actor import Actor
from aftercare.returns.models import Return
from aftercare.returns.rules.handling import handling_of
from aftercare.returns.terms import TURN_IN, State
from aftercare.web.kit import dates, figures
from aftercare.web.kit.parts import Text
from aftercare.web.returns.rows import AWAITED, is_turn_of, turn_word
from aftercare.web.templatetags.kit import icon, state_badge
from aftercare.web.words import CHANNEL, FAULT, HANDLING, KIND, MARK, SHOWN

DASH = SafeString('<span class="dim">–</span>')
_CLOCK, _TURN = '<span class="clock red">{}{}</span>', '<span class="turn{}">{}</span>'


@dataclass(frozen=True)
class Reading:
    """Who reads the page and when. `currency` is the one that all its rows share, or empty.

    `kept` holds what was drawn already, since fifty rows are in seven states.
    """

    actor: Actor
    at: datetime
    language: str
    currency: str
    kept: dict[tuple[str, ...], SafeString] = field(default_factory=dict)

    @cached_property
    def clock(self) -> dates.Clock:
        """How times are told."""
        return dates.clock_at(self.at)

    @cached_property
    def late(self) -> SafeString:
        """What is said of goods that did not come in time."""
        return format_html(_CLOCK, icon("s-late"), gettext("goods overdue"))


Cell = Callable[[Return, Reading], Text]


def state(found: Return, reading: Reading) -> Text:
    """The trade's name of the state."""
    key = ("state", found.shown)
    if key not in reading.kept:
        word = SHOWN[found.shown]
        reading.kept[key] = state_badge(word.tone, word.label, glyph=word.glyph)
    return reading.kept[key]


def turn(found: Return, reading: Reading) -> Text:
    """Whose turn it is; stands out when it is the reader's."""
    mine = " mine" if is_turn_of(reading.actor, found) else ""
    key = ("turn", found.state, mine)
    if key not in reading.kept:
        reading.kept[key] = format_html(_TURN, mine, turn_word(reading.actor, found))
    return reading.kept[key]


def since(found: Return, reading: Reading) -> Text:
    """For how long it has been that turn, or that the goods should have come by now."""
    if State(found.state) not in TURN_IN:
        return DASH
    due_on = found.goods_due_on if found.state in AWAITED else None
    if due_on is not None and due_on < timezone.localdate(reading.at):
        return reading.late
    return _time(found.state_since, dates.ago(found.state_since, reading.at), reading)


def due(found: Return, reading: Reading) -> Text:
    """The earliest promised time; told in red once it has passed."""
    if found.due_at is None:
        return DASH
    words = _time(found.due_at, reading.clock.short(found.due_at), reading)
    return format_html(_CLOCK, icon("s-late"), words) if found.due_at < reading.at else words


def kind(found: Return, _reading: Reading) -> Text:
    """Refund only, return and refund, or exchange."""
    return KIND.get(found.kind, found.kind)


def refund(found: Return, reading: Reading) -> Text:
    """Goods and freight that go back; the currency stands in the head when all rows share it."""
    return SafeString(
        f'<span class="num">{figures.money(found.total_minor, found.currency, bare=bool(reading.currency))}</span>'
    )


def reason(found: Return, reading: Reading) -> Text:
    """Why, in the reader's language."""
    return found.reason.label_in(reading.language)


def channel(found: Return, _reading: Reading) -> Text:
    """How it was asked for."""
    return CHANNEL.get(found.case.channel, found.case.channel)


def outcome(found: Return, _reading: Reading) -> Text:
    """What it came to; a dash while it is open."""
    return HANDLING[handling_of(found.kind, found.state, is_resent=found.is_resent)] or DASH


def fault(found: Return, _reading: Reading) -> Text:
    """What went wrong, by the classification of its reason."""
    return FAULT[found.reason.fault] if found.reason.fault else DASH


def marks(found: Return, reading: Reading) -> Text:
    """What colleagues noted about the buyer."""
    key = ("marks", *found.customer.marks)
    if key not in reading.kept:
        words = [MARK[mark] for mark in found.customer.marks if mark in MARK]
        reading.kept[key] = SafeString(" ".join(state_badge(word.tone, word.label) for word in words)) or DASH
    return reading.kept[key]


def platform(found: Return, _reading: Reading) -> Text:
    """The marketplace on which it was bought."""
    return found.order.shop.platform or DASH


def business(found: Return, _reading: Reading) -> Text:
    """Whether the order was wholesale."""
    return gettext("Wholesale") if found.is_business else DASH


def late(found: Return, _reading: Reading) -> Text:
    """Whether the order had been shipped later than promised."""
    return gettext("Shipped late") if found.shipped_late else DASH


def buyer(found: Return, _reading: Reading) -> Text:
    """Enough of the name to recognise somebody."""
    return masked_text(found.customer.name)


def when(at: datetime | None, reading: Reading) -> Text:
    """A short time, the full one in its title."""
    return DASH if at is None else _time(at, reading.clock.short(at), reading)


def drawn(content: Text, css: str, *, told: bool) -> str:
    """The cell around it; `told` repeats text in a title, where it may be cut off."""
    # What is in a SafeString is printed as it is. Django's own way there costs a tenth of the page.
    text = content if isinstance(content, SafeString) else escape(str(content))
    title = f' title="{text}"' if told and not isinstance(content, SafeString) else ""
    return f'<td class="{css}"{title}>{text}</td>' if css else f"<td{title}>{text}</td>"


def _time(at: datetime, text: str, reading: Reading) -> SafeString:
    title = escape(reading.clock.full(at))
    return SafeString(f'<time class="nowrap" datetime="{at.isoformat()}" title="{title}">{escape(text)}</time>')
