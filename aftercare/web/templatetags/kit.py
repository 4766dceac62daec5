"""The kit's tags and filters; settings make them builtins, so templates need no load."""

from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from django.contrib.messages.storage.base import Message
from django.forms import BoundField
from django.template import Context, Library
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from aftercare.web import system_names
from aftercare.web.kit import dates, figures
from aftercare.web.kit.fields import FieldPart, take_apart
from aftercare.web.kit.masking import mask
from aftercare.web.kit.parts import Photo, Text
from aftercare.web.kit.toasts import undo_url_of

register = Library()

GLYPHS = {"grey": "s-draft", "blue": "s-run", "amber": "s-wait", "red": "s-bad", "green": "s-done"}


@cache
def _sprite() -> str:
    return static("aftercare/icons.svg")


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """{% icon "check" %}, {% icon "logo" "big" %}: an icon of the sprite, silent to screen readers."""
    return _drawn_icon(str(name), str(css))


@lru_cache(maxsize=1000)
def _drawn_icon(name: str, css: str) -> SafeString:
    classes = f"i {css}".strip()
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', classes, _sprite(), name)


@register.simple_tag
def state_badge(tone: str, label: Text, *, glyph: str = "", pill: bool = False) -> SafeString:
    """{% state_badge "amber" _("Awaiting goods") pill=True %}: glyph and word, always both."""
    drawn = icon(glyph or GLYPHS.get(tone, "s-draft"))
    return format_html('<span class="state {}{}">{}{}</span>', tone, " pill" if pill else "", drawn, label)


@register.simple_tag
def money(minor: int | None, currency: str = "", *, bare: bool = False) -> SafeString:
    """{% money 73280 "CNY" %} → ¥732.80; bare=True leaves the sign to the column's head; None prints a dash."""
    if minor is None:
        return SafeString('<span class="num dim">–</span>')
    return format_html('<span class="num">{}</span>', figures.money(minor, currency, bare=bare))


@register.filter
def money_text(minor: int, currency: str) -> str:
    """{{ minor|money_text:currency }}: the same without markup, for sentences and attributes."""
    return figures.money(minor, currency)


@register.filter
def named(name: str) -> Text:
    """{{ entry.actor_name|named }}: what the system calls itself, in the reader's language; people keep their names."""
    return system_names.named(name)


@register.filter
def currency_sign(currency: str) -> str:
    """{{ currency|currency_sign }}: “¥”, for heads of amount columns and prefixes of fields."""
    return figures.symbol(currency).strip()


@register.filter
def number(value: int | Decimal | str | None) -> str:
    """{{ count|number }}: thousands apart, by language. Text, such as a capped “10,000+”, stays as it is."""
    if isinstance(value, str):
        return value
    return "–" if value is None else figures.number(value)


@register.simple_tag(takes_context=True)
def when(context: Context, at: datetime | None) -> SafeString:
    """{% when case.opened_at %}: short local time, the full one in the title; None prints a dash."""
    if at is None:
        return SafeString('<span class="dim">–</span>')
    return _time(at, dates.short(at, context.get("now")))


@register.simple_tag
def ago(at: datetime | None, now: datetime) -> SafeString:
    """{% ago case.opened_at now %}: “3 h ago”; the full time in the title."""
    return SafeString('<span class="dim">–</span>') if at is None else _time(at, dates.ago(at, now))


@register.simple_tag
def day(on: date | None) -> SafeString:
    """{% day order.delivered_on %}: “11 Mar 2026”."""
    if on is None:
        return SafeString('<span class="dim">–</span>')
    return format_html('<time class="nowrap" datetime="{}">{}</time>', on.isoformat(), dates.day(on))


@register.simple_tag(takes_context=True)
def spoken_day(context: Context, on: date | None) -> str:
    """{% spoken_day case.goods_due_on as day %}: “Thursday, 19 March”, for sentences."""
    return dates.spoken(on, context["now"]) if on else "–"


@register.inclusion_tag("kit/_field.html")
def field(
    bound: BoundField,
    *,
    label: str = "",
    hint: str = "",
    prefix: str = "",
    css: str = "",
    optional: bool = True,
    **attrs: str | bool,
) -> dict[str, FieldPart | str]:
    """{% field form.amount prefix="¥" autocomplete="off" %}: label, control, hint, errors; data_x becomes data-x.

    `optional=False` leaves the word away beside an answer that is needed only sometimes.
    """
    named = {name.replace("_", "-"): value for name, value in attrs.items()}
    return {
        "part": take_apart(bound, label=label, hint=hint, prefix=prefix, attrs=named, optional=optional),
        "css": css,
    }


@register.inclusion_tag("kit/_masked.html", takes_context=True)
def masked(context: Context, value: str, kind: str, reveal_url: str = "") -> dict[str, Any]:
    """{% masked phone "phone" url %}: covered value; with an address for it, a Reveal button (POST)."""
    return {
        "shown": mask(value, kind),
        "kind": kind,
        "reveal_url": reveal_url,
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag
def kbd(key: str) -> SafeString:
    """{% kbd "A" %}: a key cap; read aloud by nobody, since the button already has aria-keyshortcuts."""
    return _drawn_key(str(key))


@lru_cache(maxsize=200)
def _drawn_key(key: str) -> SafeString:
    return format_html('<kbd aria-hidden="true">{}</kbd>', key)


@register.simple_tag
def progress(value: int, maximum: int, label: Text) -> SafeString:
    """{% progress 62 100 _("Export") %}: a bar with its name for screen readers; print the words beside it."""
    return format_html(
        '<progress class="progress" value="{}" max="{}" aria-label="{}"></progress>', value, maximum, label
    )


@register.simple_tag
def avatar(name: Text, css: str = "") -> SafeString:
    """{% avatar "Ines Varga" "s" %}: initials in a disc; css may add s (small), sys, out (not one of ours)."""
    return format_html('<span class="avatar {}" aria-hidden="true">{}</span>', css, initials(str(name)))


@register.filter
def initials(name: str) -> str:
    """Two letters of a name; of a Chinese name its first character."""
    words = name.split()
    if not words:
        return "?"
    if len(words) == 1:
        return words[0][:1].upper()
    return (words[0][:1] + words[-1][:1]).upper()


@register.filter
def undo_url(message: Message) -> str:
    """{{ message|undo_url }}: the address that takes a toast's act back, if there is one."""
    return undo_url_of(message)


@register.filter
def lightbox_id(photo: Photo) -> str:
    """An element id for a photo's large view, the same at every rendering."""
    return "photo-" + "".join(char if char.isalnum() else "-" for char in photo.url).strip("-")


def _time(at: datetime, text: str) -> SafeString:
    return format_html('<time class="nowrap" datetime="{}" title="{}">{}</time>', at.isoformat(), dates.full(at), text)
