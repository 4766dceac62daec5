"""What people answer about tasks and duties."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftercare.clocks.models import Calendar
from aftercare.duties.commands.duties import NewDuty
from aftercare.duties.commands.tasks import HOLDERS
from aftercare.duties.terms import RECURRING, SINGLE, AnsweredBy, Every, NewTask, Rhythm, TaskKind
from aftercare.journal.terms import CASE_STREAM, case_stream
from aftercare.kernel.actor import Actor
from aftercare.org.models import Member
from aftercare.returns.queries.listing import visible_to
from aftercare.web.duties.customers import customer_by, searching
from aftercare.web.duty_words import ANSWERED_BY, EVERY, TASK_KIND
from aftercare.web.promise_words import OWNER
from aftercare.web.words import ROLE

_TIME = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
_DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def _kinds(kinds: Iterable[TaskKind]) -> list[tuple[str, Any]]:
    return [(str(kind), TASK_KIND[kind]) for kind in kinds]


def _roles() -> list[tuple[str, Any]]:
    return [("", "–"), *((str(role), word) for role, word in ROLE.items())]


class _People(forms.Form):
    """Who owes it, to which role it goes, which customer it is about."""

    owner = forms.ModelChoiceField(label=_("Owner"), queryset=Member.objects.none(), required=False, empty_label="–")
    recipient = forms.ChoiceField(label=_("Handed in to"), required=False)
    customer = forms.CharField(
        label=_("Customer"), required=False, max_length=200, help_text=_("Name, account, phone, e-mail or number.")
    )

    def __init__(self, *args: Any, members: Any, asker: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customer"].widget.attrs |= searching()
        owner, recipient = self.fields["owner"], self.fields["recipient"]
        assert isinstance(owner, forms.ModelChoiceField)
        assert isinstance(recipient, forms.ChoiceField)
        owner.queryset, recipient.choices, self._asker = members, _roles(), asker

    def clean_customer(self) -> int | None:
        """Only customers whom the reader may see."""
        return customer_by(self._asker, self.cleaned_data["customer"])

    def owner_id(self) -> int | None:
        """Who owes it."""
        found: Member | None = self.cleaned_data["owner"]
        return found.pk if found else None


class TaskForm(_People):
    """One thing promised to a customer."""

    kind = forms.ChoiceField(label=_("What"), choices=_kinds(SINGLE))
    title = forms.CharField(label=_("In words"), max_length=160)
    wished_at = forms.DateTimeField(label=_("Asked for by the customer"), required=False, widget=_TIME)
    agreed_at = forms.DateTimeField(label=_("Agreed"), required=False, widget=_TIME)
    asked_at = forms.DateTimeField(
        label=_("Asked for, or contract made"),
        required=False,
        widget=_TIME,
        help_text=_("If it was earlier than now: the time begins then."),
    )
    about = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    distance_km = forms.IntegerField(
        label=_("Kilometres to the customer"),
        required=False,
        min_value=0,
        max_value=20_000,
        help_text=_("Of a delivery: without an agreed time it is set by distance."),
    )
    field_order = (
        "kind",
        "title",
        "owner",
        "customer",
        "asked_at",
        "wished_at",
        "agreed_at",
        "distance_km",
        "recipient",
    )

    def clean_about(self) -> str:
        """Only a case that the reader may see."""
        about: str = self.cleaned_data["about"]
        pk = about.removeprefix(CASE_STREAM)
        is_seen = pk.isdecimal() and visible_to(self._asker).filter(case=int(pk)).exists()
        return case_stream(int(pk)) if is_seen else ""

    def task(self) -> NewTask:
        """The answers in the domain's words."""
        said = self.cleaned_data
        return NewTask(
            kind=TaskKind(said["kind"]),
            title=said["title"],
            owner_id=self.owner_id(),
            recipient=said["recipient"],
            customer_id=said["customer"],
            agreed_at=said["agreed_at"],
            wished_at=said["wished_at"],
            distance_km=said["distance_km"],
            asked_at=said["asked_at"],
            about=said["about"],
        )


class AgreeForm(forms.Form):
    """By when, as it was agreed with the customer."""

    agreed_at = forms.DateTimeField(label=_("Agreed"), widget=_TIME)


class DutyForm(_People):
    """Something that comes back."""

    kind = forms.ChoiceField(label=_("What"), choices=_kinds(RECURRING))
    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=120)
    role = forms.ChoiceField(label=_("Or everybody who is"), required=False)
    amount = forms.IntegerField(label=_("Every"), min_value=1, max_value=1830, initial=1)
    every = forms.ChoiceField(label=_("Counted in"), choices=list(EVERY.items()))
    first_on = forms.DateField(label=_("First due on"), widget=_DAY)
    at_month_end = forms.BooleanField(label=_("On the last day of the month"), required=False)
    from_done = forms.BooleanField(label=_("The next time counts from the day on which it was done"), required=False)
    calendar = forms.ModelChoiceField(
        label=_("Moved to a working day of"), queryset=Calendar.objects.none(), required=False, empty_label="–"
    )
    needs_file = forms.BooleanField(label=_("A paper is attached"), required=False)
    needs_solution = forms.BooleanField(label=_("A solution is named"), required=False)
    field_order = ("kind", "name", "owner", "role", "recipient", "customer", "amount", "every", "first_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role, calendar = self.fields["role"], self.fields["calendar"]
        assert isinstance(role, forms.ChoiceField)
        assert isinstance(calendar, forms.ModelChoiceField)
        role.choices, calendar.queryset = _roles(), Calendar.objects.order_by("name")

    def duty(self) -> NewDuty:
        """The answers in the domain's words."""
        said = self.cleaned_data
        rhythm = Rhythm(said["amount"], Every(said["every"]), said["at_month_end"], said["from_done"])
        return NewDuty(
            name=said["name"],
            kind=TaskKind(said["kind"]),
            rhythm=rhythm,
            first_on=said["first_on"],
            owner_id=self.owner_id(),
            role=said["role"],
            recipient=said["recipient"],
            customer_id=said["customer"],
            calendar_id=said["calendar"].pk if said["calendar"] else None,
            needs_file=said["needs_file"],
            needs_solution=said["needs_solution"],
        )


class WordForm(forms.Form):
    """A word about it."""

    word = forms.CharField(label=_("In a word"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3}))


class HoldForm(WordForm):
    """What holds it up, and who has the delay."""

    held_by = forms.ChoiceField(
        label=_("Who holds it up"), choices=[(str(owner), OWNER[owner]) for owner in HOLDERS],
        help_text=_("Whose the minutes are while it lasts. A cause that nobody can help is nobody's."),
    )  # fmt: skip


class ReplyForm(WordForm):
    """What the customer is told, and how."""

    way = forms.ChoiceField(
        label=_("How"), choices=[(str(way), ANSWERED_BY[way]) for way in (AnsweredBy.MESSAGE, AnsweredBy.CALL)]
    )


class FinishForm(WordForm):
    """What was done, what shall be done about it, and the paper."""

    solution = forms.CharField(label=_("Solution"), required=False, max_length=4000, widget=forms.Textarea({"rows": 3}))
    file = forms.FileField(label=_("Paper"), required=False, help_text=_("PDF, a spreadsheet or text."))


class AssignForm(forms.Form):
    """To whom."""

    owner = forms.ModelChoiceField(label=_("Owner"), queryset=Member.objects.none())

    def __init__(self, *args: Any, members: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)
        owner.queryset = members


class DistanceForm(forms.Form):
    """The steps as lines."""

    steps = forms.CharField(
        label=_("Kilometres: minutes"),
        required=False,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("A line for each step, such as “10: 120”. Empty: no time follows from a distance."),
    )
