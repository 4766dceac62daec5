"""The list's filters: they live in the address, so that a list can be sent to a colleague."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from aftercare.catalog.models import Reason
from aftercare.org.models import Merchant
from aftercare.returns.queries.searching import DUE, Sought
from aftercare.returns.queries.searching import Sequence as ListSequence
from aftercare.returns.terms import Shown
from aftercare.web.kit import dates
from aftercare.web.kit.parts import FilterChip, Text
from aftercare.web.words import FAULT, KIND

Choice = tuple[str, str]
Choices = list[Choice] | list[tuple[str, str | list[Choice]]]
OLDEST_FIRST, NEWEST_FIRST = "oldest", "newest"
DUE_HOURS = {"late": 0, "today": 24, "week": 7 * 24}
"""What a due time may be asked to be: over, or within so many hours from now."""
WITHOUT_VIEW = "none"
"""Said by the address of who opens the list with a view, and wants it without."""

_CHOSEN = ("kind", "merchant", "reason", "fault", "platform", "special", "due")
BUSINESS, LATE = "business", "late"


def _day_field(label: Text) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))


class Filters(forms.Form):
    """What the reader looks for. Every answer is optional; one that makes no sense narrows nothing."""

    number = forms.CharField(label=_("Service no."), required=False, max_length=24)
    order = forms.CharField(label=_("Order no."), required=False, max_length=60)
    applied_from = _day_field(_("Applied from"))
    applied_to = _day_field(_("Applied to"))
    ordered_from = _day_field(_("Ordered from"))
    ordered_to = _day_field(_("Ordered to"))
    kind = forms.ChoiceField(label=_("Type"), required=False)
    merchant = forms.ChoiceField(label=_("Merchant"), required=False)
    reason = forms.ChoiceField(label=_("Reason"), required=False)
    fault = forms.ChoiceField(label=_("Case type"), required=False)
    platform = forms.ChoiceField(label=_("Platform"), required=False)
    special = forms.ChoiceField(label=_("Order"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        widget=forms.HiddenInput,
        choices=[("", "")] + [(s.value, s.value) for s in Shown],
    )
    due = forms.ChoiceField(
        label=_("Due"),
        required=False,
        choices=[
            ("", pgettext_lazy("filter", "Any")),
            ("late", _("Overdue")),
            ("today", _("Within 24 hours, or overdue")),
            ("week", _("Within 7 days, or overdue")),
            ("any", _("With a promised time")),
        ],
    )
    sort = forms.ChoiceField(
        required=False,
        widget=forms.HiddenInput,
        choices=[("", ""), (OLDEST_FIRST, OLDEST_FIRST), (NEWEST_FIRST, NEWEST_FIRST)],
    )

    view = forms.RegexField(rf"^(\d{{1,9}}|{WITHOUT_VIEW})$", required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, str],
        *,
        merchants: Sequence[Merchant],
        reasons: Sequence[Reason],
        language: str,
        platforms: Sequence[str] = (),
    ) -> None:
        super().__init__(data)
        self._offered: dict[str, dict[str, str]] = {}
        any_one = pgettext_lazy("filter", "Any")
        self._offer("due", [(value, str(label)) for value, label in self.base_fields["due"].choices])  # type: ignore[attr-defined]
        self._offer("kind", [("", str(any_one)), *((kind, str(label)) for kind, label in KIND.items())])
        self._offer("merchant", [("", str(any_one)), *((str(m.pk), m.name) for m in merchants)])
        self._offer("reason", [("", str(any_one)), *_by_kind(reasons, language)])
        named = ((str(fault), str(label)) for fault, label in FAULT.items() if fault)
        self._offer("fault", [("", str(any_one)), *named])
        self._offer("platform", [("", str(any_one)), *((name, name) for name in platforms)])
        special = [(BUSINESS, gettext("Wholesale")), (LATE, gettext("Shipped late"))]
        self._offer("special", [("", str(any_one)), *special])
        self.is_valid()
        if not platforms:
            del self.fields["platform"]
        if len(merchants) < 2:
            del self.fields["merchant"]

    def _offer(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        self._offered[name] = dict(_flat(choices))

    def clean(self) -> dict[str, object]:
        """Days in the wrong order are meant in the right one."""
        answers = super().clean() or self.cleaned_data
        for what in ("applied", "ordered"):
            first, last = answers.get(f"{what}_from"), answers.get(f"{what}_to")
            if first and last and first > last:
                answers[f"{what}_from"], answers[f"{what}_to"] = last, first
        return answers

    @property
    def sought(self) -> Sought:
        """The answers in the domain's words; days begin at midnight of the company's time zone."""
        found = self.cleaned_data
        return Sought(
            number=found.get("number", ""),
            order_number=found.get("order", ""),
            shown=found.get("state", ""),
            kind=found.get("kind", ""),
            merchant=_number(found.get("merchant")),
            reason=_number(found.get("reason")),
            applied_from=_midnight(found.get("applied_from")),
            applied_before=_midnight(found.get("applied_to"), days=1),
            ordered_from=_midnight(found.get("ordered_from")),
            ordered_before=_midnight(found.get("ordered_to"), days=1),
            fault=found.get("fault", ""),
            is_business=found.get("special") == BUSINESS,
            shipped_late=found.get("special") == LATE,
            platform=found.get("platform", ""),
            with_due=found.get("due") == "any",
            due_before=_from_now(found.get("due")),
        )

    @property
    def sequence(self) -> ListSequence:
        """Newest first, or the longest waiting first when asked for; by due time what is due first comes first."""
        by, asked = self.sought.stands_by, self.cleaned_data.get("sort")
        return ListSequence(by, oldest_first=asked != NEWEST_FIRST if by == DUE else asked == OLDEST_FIRST)

    @property
    def turned_round(self) -> str:
        """What `sort` says for the same list from its other end."""
        usual = self.sought.stands_by == DUE
        if self.sequence.oldest_first == usual:
            return NEWEST_FIRST if usual else OLDEST_FIRST
        return ""

    @property
    def query(self) -> QueryDict:
        """The filters in force, without what is empty or made no sense."""
        query = QueryDict(mutable=True)
        query.update({name: self._typed(name) for name in self.base_fields if self._typed(name)})
        return query

    @property
    def narrowing(self) -> QueryDict:
        """The same without the view through which one looks: what a view keeps."""
        query = self.query
        query.pop("view", None)
        return query

    @property
    def address(self) -> str:
        """The same as the query part of an address."""
        return self.query.urlencode()

    def address_with(self, **changes: str) -> str:
        """The same with some answers changed; an empty one is dropped."""
        query = self.query
        for name, value in changes.items():
            query[name] = value
            if not value:
                del query[name]
        return query.urlencode()

    def chips(self) -> list[FilterChip]:
        """The filters in force, each with the address that drops it."""
        told: list[tuple[Text, tuple[str, ...], str]] = [
            (self.base_fields[name].label or "", (name,), self._words(name)) for name in ("number", "order")
        ]
        told += [
            (_("Applied"), ("applied_from", "applied_to"), self._span("applied")),
            (_("Ordered"), ("ordered_from", "ordered_to"), self._span("ordered")),
        ]
        told += [(self.base_fields[name].label or "", (name,), self._words(name)) for name in _CHOSEN]
        return [
            FilterChip(label, words, f"?{self.address_with(**dict.fromkeys(names, ''))}")
            for label, names, words in told
            if words
        ]

    def _words(self, name: str) -> str:
        value = self._typed(name)
        return self._offered[name].get(value, "") if value and name in self._offered else value

    def _span(self, what: str) -> str:
        first, last = self.cleaned_data.get(f"{what}_from"), self.cleaned_data.get(f"{what}_to")
        if first and last:
            return dates.day(first) if first == last else f"{dates.day(first)} – {dates.day(last)}"
        if first:
            return gettext("from %(day)s") % {"day": dates.day(first)}
        return gettext("until %(day)s") % {"day": dates.day(last)} if last else ""

    def _typed(self, name: str) -> str:
        value = self.cleaned_data.get(name) or ""
        return value.isoformat() if isinstance(value, date) else str(value)


def _by_kind(reasons: Sequence[Reason], language: str) -> list[tuple[str, str | list[Choice]]]:
    """The reasons under the kind that they are given for; without a head when there is only one kind."""
    kinds: dict[str, list[Choice]] = {}
    for reason in reasons:
        kinds.setdefault(reason.kind, []).append((str(reason.pk), reason.label_in(language)))
    if len(kinds) == 1:
        return [*next(iter(kinds.values()))]
    return [(str(KIND.get(kind, kind)), offered) for kind, offered in kinds.items()]


def _flat(choices: Choices) -> Iterator[Choice]:
    for value, label in choices:
        if isinstance(label, str):
            yield value, label
        else:
            yield from label


def _number(text: str | None) -> int | None:
    return int(text) if text else None


def _from_now(due: str | None) -> datetime | None:
    """The end of what is asked for, on the hour, so that the pages of one list meet."""
    if due not in DUE_HOURS:
        return None
    now = timezone.now()
    if due == "late":
        return now
    return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=DUE_HOURS[due] + 1)


def _midnight(on: date | None, *, days: int = 0) -> datetime | None:
    if on is None or not 1900 < on.year < 9000:
        return None  # beyond what the database and the calendar can add a day to
    return timezone.make_aware(datetime.combine(on + timedelta(days=days), time.min))
