"""What the dock tells about a parcel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aftercare.orders.models import OrderLine
from aftercare.returns.commands.gifts_found import GiftFound
from aftercare.returns.models import Return, ReturnLine
from aftercare.returns.queries.gifts import gifts_expected, staying_without
from aftercare.returns.queries.register import IN, OUT
from aftercare.returns.rules.receipt import Effect, Promised, fault_in, foresee
from aftercare.returns.terms import Counted, Grade
from aftercare.web.kit.dates import day
from aftercare.web.kit.parts import Text
from aftercare.web.kit.pieces import PiecesField
from aftercare.web.words import GRADE, STOCK_KIND

MOST = 9999
"""More pieces than any parcel holds: a number beyond is a scanned code that landed in a count."""

GRADES = (Grade.AS_NEW, Grade.OPENED, Grade.DAMAGED, Grade.WRONG, Grade.MISSING)


@dataclass(frozen=True)
class CountRow:
    """One line of the return with its fields, and the sentence that tells how its numbers differ."""

    line: ReturnLine
    counted: forms.BoundField
    accepted: forms.BoundField
    damaged: forms.BoundField
    grade: forms.BoundField
    difference: str
    faults: Sequence[str]
    codes: str = ""

    @property
    def is_extra(self) -> bool:
        """A gift that may lie in the parcel though nobody asked it back."""
        return is_extra(self.line)


def expected_gifts(returning: Return) -> list[ReturnLine]:
    """A line for each gift that may lie in the parcel, none of them kept; its id is that of the order line, below 0."""
    expected = gifts_expected(returning)
    return [
        ReturnLine(
            pk=-account.pk,
            returning=returning,
            order_line=account,
            sku=account.sku,
            name=account.name,
            unit_price_minor=account.unit_price_minor,
            quantity=expected[account.pk],
            asked_minor=0,
            amount_minor=0,
        )
        for account in OrderLine.objects.filter(pk__in=expected).order_by("position")
    ]


def is_extra(line: ReturnLine) -> bool:
    """Whether the line is one of these."""
    return line.pk < 0


class CountForm(forms.Form):
    """Per line: pieces that came, that are taken back, that are scrapped of these, and their grade.

    While somebody is still counting (`is_final` is false) a grade may be missing.
    """

    def __init__(
        self, lines: Sequence[ReturnLine], data: Mapping[str, Any] | None = None, *, is_final: bool = True
    ) -> None:
        super().__init__(data)
        self.is_final = is_final
        self.lines = lines
        for line in lines:
            self._add(line)

    def _add(self, line: ReturnLine) -> None:
        found = 0 if is_extra(line) else line.quantity
        for name, initial in (("counted", found), ("accepted", found), ("damaged", 0)):
            self.fields[f"{name}-{line.pk}"] = _count_field(initial)
            self.fields[f"{name}-{line.pk}"].required = not is_extra(line)
        self.fields[f"grade-{line.pk}"] = forms.ChoiceField(
            choices=[(str(grade), GRADE[grade].label) for grade in GRADES],
            widget=forms.RadioSelect,
            required=False,
        )

    def clean(self) -> dict[str, Any]:
        """Numbers that contradict each other, and grades that are missing, are told beside their line."""
        for line in self.lines:
            count = self._count(line)
            if count is None:
                continue
            if not self.cleaned_data.get(f"grade-{line.pk}"):
                self._check_ungraded(line, count)
                continue
            fault = fault_in(count, line.quantity)
            if fault:
                self.add_error(f"counted-{line.pk}", gettext(fault))
        return self.cleaned_data

    def _check_ungraded(self, line: ReturnLine, count: Counted) -> None:
        """The numbers alone, as long as nothing is said about the pieces; at the end something must be."""
        fault = fault_in(replace(count, grade=Grade.OPENED), line.quantity)
        if fault:
            self.add_error(f"counted-{line.pk}", gettext(fault))
        elif count.counted and self.is_final and f"grade-{line.pk}" not in self.errors:
            self.add_error(f"grade-{line.pk}", _("Choose a grade."))

    def counts(self) -> list[Counted]:
        """The count in the domain's words, for lines whose numbers are numbers."""
        return [count for count in self._counts() if count.line_id > 0]

    def gifts(self) -> list[GiftFound]:
        """What was found of gifts that nobody had asked back."""
        extra = [count for count in self._counts() if count.line_id < 0 and count.counted]
        return [GiftFound(-one.line_id, one.counted, one.accepted, one.damaged, one.grade) for one in extra]

    def _counts(self) -> list[Counted]:
        return [count for line in self.lines if (count := self._count(line))]

    def rows(self) -> list[CountRow]:
        """The lines with their fields, as the template prints them."""
        return [self._row(line) for line in self.lines]

    def effect(self) -> Effect:
        """What booking in would do as the numbers stand; before anything was typed, as if all came as promised."""
        promised = [_promised(line) for line in self.lines]
        whole = [Counted(p.line_id, p.quantity, p.quantity, 0, Grade.AS_NEW) for p in promised if not p.is_extra]
        staying = staying_without(self.lines[0].returning) if self.lines else None
        return foresee(promised, self._counts() if self.is_bound else whole, staying)

    def _count(self, line: ReturnLine) -> Counted | None:
        numbers = [self.cleaned_data.get(f"{name}-{line.pk}") for name in ("counted", "accepted", "damaged")]
        if any(number is None for number in numbers) and not is_extra(line):
            return None
        counted, accepted, damaged = (int(number or 0) for number in numbers)
        grade = self.cleaned_data.get(f"grade-{line.pk}") or Grade.MISSING
        return Counted(line.pk, counted, accepted, damaged, Grade(grade))

    def _row(self, line: ReturnLine) -> CountRow:
        names = ("counted", "accepted", "damaged", "grade")
        counted, accepted, damaged, grade = (self[f"{name}-{line.pk}"] for name in names)
        faults = [str(error) for field in (counted, accepted, damaged, grade) for error in field.errors]
        return CountRow(line, counted, accepted, damaged, grade, self._difference(line), faults)

    def _difference(self, line: ReturnLine) -> str:
        if not self.is_bound:
            return ""
        found = self.cleaned_data.get(f"counted-{line.pk}")
        if found is None or found == line.quantity or (is_extra(line) and found < line.quantity):
            return ""
        facts = {"gap": abs(line.quantity - found), "promised": line.quantity, "counted": found}
        if found < line.quantity:
            return gettext("%(gap)d missing: promised %(promised)d, counted %(counted)d") % facts
        return gettext("%(gap)d too many: promised %(promised)d, counted %(counted)d") % facts


class RefuseForm(forms.Form):
    """Why nothing of a parcel is taken back, and what was in it."""

    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("The buyer reads this."),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, lines: Sequence[ReturnLine], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.lines = lines
        for line in lines:
            self.fields[f"counted-{line.pk}"] = _count_field(line.quantity)
            self.fields[f"grade-{line.pk}"] = forms.ChoiceField(
                choices=[(str(grade), GRADE[grade].label) for grade in GRADES],
                initial=str(Grade.WRONG),
                widget=forms.Select({"class": "input"}),
            )

    def counts(self) -> list[Counted]:
        """What came, none of it accepted."""
        return [
            Counted(
                line.pk,
                self.cleaned_data[f"counted-{line.pk}"],
                0,
                0,
                Grade(self.cleaned_data[f"grade-{line.pk}"]),
            )
            for line in self.lines
        ]

    def rows(self) -> list[tuple[ReturnLine, forms.BoundField, forms.BoundField]]:
        """The lines with their fields."""
        return [(line, self[f"counted-{line.pk}"], self[f"grade-{line.pk}"]) for line in self.lines]


def _promised(line: ReturnLine) -> Promised:
    return Promised(line.pk, line.quantity, line.amount_minor, line.order_line_id, is_extra=is_extra(line))


def _count_field(initial: int) -> PiecesField:
    too_many = _("That is no count. Was a code scanned into this field?")
    return PiecesField(most=MOST, initial=initial, too_many=too_many)


_KINDS: Mapping[str, Text] = {
    IN: _("All that came in"),
    OUT: _("All that went out"),
    **{str(kind): label for kind, label in STOCK_KIND.items()},
}


class RegisterFilter(forms.Form):
    """Which stock records to list."""

    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput({"type": "date", "class": "input"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput({"type": "date", "class": "input"}, format="%Y-%m-%d")
    )
    kind = forms.ChoiceField(
        label=_("Type"),
        required=False,
        choices=[("", _("All types")), *_KINDS.items()],
        widget=forms.Select({"class": "input"}),
    )
    operator = forms.CharField(
        label=_("Operator"),
        required=False,
        max_length=80,
        widget=forms.TextInput({"class": "input", "autocomplete": "off"}),
    )
    number = forms.CharField(
        label=_("Service no. or code"),
        required=False,
        max_length=60,
        widget=forms.TextInput({"class": "input", "autocomplete": "off"}),
    )

    def spoken(self, name: str) -> Text:
        """A valid answer in words, as paper tells it."""
        said = self.cleaned_data[name]
        if name == "kind":
            return _KINDS[said]
        return day(said) if isinstance(said, date) else str(said)
