"""The sections of the settings, each with the right it needs, and the frame around their pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aftercare.kernel.actor import Actor
from aftercare.org.rights import Right
from aftercare.web.kit.parts import Crumb, Tab, Text
from aftercare.web.requests import DeskRequest


@dataclass(frozen=True)
class Section:
    """One part of the settings."""

    label: Text
    note: Text
    url_name: str
    icon: str
    right: Right

    @property
    def url(self) -> str:
        """Its address."""
        return reverse(self.url_name)


REASONS = Section(
    _("Reasons"),
    _("Why buyers send something back: the words they choose from, and their order"),
    "settings-reasons",
    "return",
    Right.REASONS_MANAGE,
)
MERCHANTS = Section(
    _("Merchants"),
    _("Who sells, in which shops, and what each decided about returns"),
    "settings-merchants",
    "box",
    Right.MERCHANTS_MANAGE,
)
ADDRESSES = Section(
    _("Return addresses"),
    _("Where goods go back to; only complete ones are given to buyers"),
    "settings-addresses",
    "place",
    Right.ADDRESSES_MANAGE,
)
MEMBERS = Section(_("Members"), _("Who may sign in, and as what"), "settings-members", "users", Right.MEMBERS_MANAGE)
KEYS = Section(
    _("API keys"), _("How machines come in, and what each may do"), "settings-keys", "key", Right.KEYS_MANAGE
)
GATEWAYS = Section(
    _("Payouts"), _("Who pays refunds: the cashier, or a payout service"), "settings-gateways", "wallet",
    Right.GATEWAYS_MANAGE,
)  # fmt: skip
CARRIERS = Section(
    _("Carriers"), _("Who carries parcels, where buyers hand goods in, when somebody is told"), "settings-carriers",
    "truck", Right.CARRIERS_MANAGE,
)  # fmt: skip
TIMES = Section(
    _("Promised times"), _("What is promised within which time, and what happens before and after"), "settings-times",
    "clock", Right.CLOCKS_MANAGE,
)  # fmt: skip
CALENDARS = Section(
    _("Working calendars"), _("When somebody is there: hours, holidays, make-up workdays"), "settings-calendars",
    "calendar", Right.CLOCKS_MANAGE,
)  # fmt: skip
HOTLINES = Section(
    _("Hotlines"), _("Numbers that buyers may ring, and when somebody answers"), "settings-hotlines", "phone",
    Right.CLOCKS_MANAGE,
)  # fmt: skip
MESSAGES = Section(
    _("Messages"), _("Who is told what, in which words, by which way"), "settings-messages", "message",
    Right.MESSAGES_MANAGE,
)  # fmt: skip
WEBHOOKS = Section(
    _("Webhooks"), _("Other systems that are told what happens"), "settings-webhooks", "link", Right.WEBHOOKS_MANAGE
)
LIMITS = Section(
    _("Limits"),
    _("What people may promise by themselves, and how fast the rest is decided"),
    "settings-limits",
    "shield",
    Right.LIMITS_MANAGE,
)
JOURNAL = Section(
    _("Journal"), _("Everything that happened: who did what, when, to what"), "settings-journal", "note",
    Right.JOURNAL_SEE,
)  # fmt: skip
ASIDE = Section(
    _("Set aside"), _("What the system could not read, and passed over: try it again, or leave it out"),
    "settings-aside", "alert", Right.READERS_MEND,
)  # fmt: skip
SECTIONS = (
    REASONS, MERCHANTS, ADDRESSES, MEMBERS, KEYS, GATEWAYS, CARRIERS, LIMITS, TIMES, CALENDARS, HOTLINES, MESSAGES,
    WEBHOOKS, JOURNAL, ASIDE,
)  # fmt: skip


def open_sections(actor: Actor) -> list[Section]:
    """The sections that this reader may use."""
    return [section for section in SECTIONS if actor.may(section.right)]


def section_page(
    request: DeskRequest, section: Section, template: str, context: Mapping[str, Any], *, crumb: Text = ""
) -> HttpResponse:
    """A page of a section, with the way to the others; `crumb` names the page when it is not the section's first."""
    return render(request, template, {**_around(request.actor, section, crumb), **context})


def _around(actor: Actor, section: Section, crumb: Text) -> dict[str, Any]:
    sections = open_sections(actor)
    here = [Crumb(section.label, section.url), Crumb(crumb)] if crumb else [Crumb(section.label)]
    return {
        "section": section,
        "crumbs": [Crumb(_("Settings"), reverse("settings")), *here],
        "sections": [Tab(one.label, one.url, current=one is section) for one in sections] if len(sections) > 1 else [],
    }
