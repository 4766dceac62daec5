"""Promised times: what, for what, how long, and the steps around the due time."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftercare.clocks.commands.policies import NewStep, Promise
from aftercare.clocks.models import Calendar, Policy
from aftercare.clocks.terms import (
    BRANCH_LENGTH,
    MONEY_ACTS,
    TRAITS,
    UNTOLD,
    Act,
    Condition,
    Metric,
    Per,
    PromisedTo,
    Reopening,
    Target,
    Unit,
)
from aftercare.kernel.money import digits, has_place_for, is_currency, to_minor
from aftercare.org.models import Merchant
from aftercare.returns.lifecycle import COURSES, EXCHANGE_HOLDS, HOLDS
from aftercare.web.duty_words import CALL_CHANNEL, TASK_KIND
from aftercare.web.promise_words import ACT, METRIC, OWNER, PER, PRIORITY, PROMISED_TO, REOPENING, STATE_OF_ANY, UNIT
from aftercare.web.words import CHANNEL, KIND, ROLE

ANY = ("", pgettext_lazy("filter", "Any"))
CHANNELS = {**CHANNEL, **{way: word for way, word in CALL_CHANNEL.items() if way not in CHANNEL}}
PRIORITIES = {str(level): word for level, word in PRIORITY.items()}


def _several(label: Any, words: Mapping[str, Any]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        choices=list(words.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing chosen: always."),
    )


def _text(label: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=40)


class PolicyForm(forms.Form):
    """A promise. What is left empty is not asked of a case."""

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=80)
    metric = forms.ChoiceField(label=_("What is promised"), choices=list(METRIC.items()))
    amount = forms.IntegerField(label=_("Within"), min_value=0, max_value=600_000)
    unit = forms.ChoiceField(label=_("Counted in"), choices=list(UNIT.items()))
    end_of_day = forms.BooleanField(
        label=_("To the end of that day"), required=False, help_text=_("Closing time, or midnight for calendar days.")
    )
    calendar = forms.ModelChoiceField(
        label=_("Calendar"), queryset=Calendar.objects.none(), required=False, empty_label=_("Day and night")
    )
    begins_in = forms.ChoiceField(label=_("The time begins with"), required=False)
    kind = forms.ChoiceField(label=_("Type"), required=False, choices=[ANY, *KIND.items(), *TASK_KIND.items()])
    channel = forms.ChoiceField(label=_("Asked through"), required=False, choices=[ANY, *CHANNELS.items()])
    merchant = forms.ModelChoiceField(
        label=_("Merchant"), queryset=Merchant.objects.none(), required=False, empty_label=ANY[1]
    )
    tier = _text(_("Buyer's level"))
    service_class = _text(_("Service class"))
    contract = _text(_("Contract"))
    priority = forms.ChoiceField(label=_("Priority"), required=False, choices=[ANY, *PRIORITIES.items()])
    branch = forms.ChoiceField(
        label=_("Branch"), required=False, help_text=_("The address that the goods go back to, once it is known.")
    )
    product = forms.CharField(
        label=_("Product"), required=False, max_length=60, help_text=_("The article number of the first line.")
    )
    promised_to = forms.ChoiceField(label=_("Promised to"), choices=list(PROMISED_TO.items()))
    partner = forms.CharField(label=_("Partner"), required=False, max_length=80)
    transit_minutes = forms.IntegerField(
        label=_("Minutes of the way to the partner"), required=False, min_value=0, max_value=600_000
    )
    reopening = forms.ChoiceField(
        label=_("When the matter is taken up again"), choices=list(REOPENING.items()), initial=Reopening.RESUME
    )
    is_active = forms.BooleanField(label=_("Switched on"), required=False, initial=True)
    ends_clocks = forms.BooleanField(label=_("When switched off: its running clocks end unjudged"), required=False)

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, calendars: Any, merchants: Any, branches: Iterable[str], running: int = 0, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._offer_branches(branches)
        # Of a promise that asks for what nothing tells yet, so that it can be emptied there.
        for name in [name for name in UNTOLD if not self.initial.get(name)]:
            del self.fields[name]
        self.fields["ends_clocks"].help_text = _("Clocks that run by it now: %(count)d.") % {"count": running}
        if not running:
            del self.fields["ends_clocks"]
        for name, rows in (("calendar", calendars), ("merchant", merchants)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
        begins = self.fields["begins_in"]
        assert isinstance(begins, forms.ChoiceField)
        states = sorted({state for course in COURSES.values() for state in (*course.begins, *course.may_begin)})
        begins.choices = [("", _("as usual"))] + [(state, str(STATE_OF_ANY[state])) for state in states]

    def _offer_branches(self, branches: Iterable[str]) -> None:
        names = {name[:BRANCH_LENGTH] for name in branches} | {str(self.initial.get("branch") or "")}
        field = self.fields["branch"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [ANY, *((name, name) for name in sorted(names) if name)]

    def promise(self, template: str = "") -> Promise:
        """The answers in the domain's words."""
        said = self.cleaned_data
        return Promise(
            name=said["name"],
            metric=Metric(said["metric"]),
            target=self.target(),
            calendar=said["calendar"],
            merchant_id=said["merchant"].pk if said["merchant"] else None,
            match={name: said[name].strip() for name in TRAITS if said.get(name)},
            promised_to=PromisedTo(said["promised_to"]),
            partner=said["partner"],
            transit_minutes=said["transit_minutes"] or 0,
            begins_in=said["begins_in"],
            reopening=Reopening(said["reopening"]),
            template=template,
            is_active=said["is_active"],
        )

    def target(self) -> Target:
        """How long it may take."""
        said = self.cleaned_data
        return Target(said["amount"], Unit(said["unit"]), said["end_of_day"])


class StepForm(forms.Form):
    """Something to do before or after the due time."""

    act = forms.ChoiceField(label=_("What to do"), choices=list(ACT.items()))
    when = forms.ChoiceField(
        label=_("When"), choices=[("before", _("Before the due time")), ("after", _("After the due time"))]
    )
    minutes = forms.IntegerField(label=_("By how many minutes"), min_value=0, max_value=100_000, initial=0)
    unit = forms.ChoiceField(
        label=_("Counted in"), choices=[(unit, UNIT[unit]) for unit in (Unit.OPEN_MINUTES, Unit.MINUTES)]
    )
    audience = forms.ChoiceField(label=_("Whom"), required=False, choices=[("", "–"), *ROLE.items()])
    amount = forms.DecimalField(
        label=_("Amount"),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=3,
        help_text=_(
            "Of a penalty or credit. Empty: not set, and the step does nothing. It holds for what begins from now on."
        ),
    )
    currency = forms.CharField(label=_("Currency"), required=False, max_length=3)
    per = forms.ChoiceField(label=_("Owed"), choices=list(PER.items()))
    owners = _several(_("While the case is with"), OWNER)
    states = _several(_("In the states"), {state: STATE_OF_ANY[state] for state in sorted({*HOLDS, *EXCHANGE_HOLDS})})
    channels = _several(_("Asked through"), CHANNEL)
    from_priority = forms.ChoiceField(label=_("From priority"), required=False, choices=list(PRIORITY.items()))
    only_ours = forms.BooleanField(label=_("Only while one of us has the case"), required=False)
    in_closed_hours = forms.BooleanField(label=_("In closed hours, too"), required=False)

    def clean(self) -> dict[str, Any]:
        """An amount names its currency, and is whole in it."""
        said = self.cleaned_data
        amount, code = said.get("amount"), said.get("currency", "").strip().upper()
        if said.get("act") not in MONEY_ACTS or amount is None:
            return said
        if not is_currency(code):
            self.add_error("currency", _("“%(code)s” is no currency; write it like EUR.") % {"code": code})
        elif not has_place_for(amount, code):
            told = {"code": code, "count": digits(code)}
            self.add_error("amount", _("%(code)s has %(count)d decimal places: write no more.") % told)
        return said

    def step(self) -> NewStep:
        """The answers in the domain's words."""
        said = self.cleaned_data
        currency = said["currency"].strip().upper()
        is_money = said["act"] in MONEY_ACTS and said["amount"] is not None
        return NewStep(
            offset=-said["minutes"] if said["when"] == "before" else said["minutes"],
            act=Act(said["act"]),
            audience=said["audience"],
            unit=Unit(said["unit"]),
            amount_minor=to_minor(said["amount"], currency) if is_money else None,
            currency=currency if is_money else "",
            per=Per(said["per"]),
            in_closed_hours=said["in_closed_hours"],
            when=Condition(
                owners=tuple(said["owners"]),
                states=tuple(said["states"]),
                channels=tuple(said["channels"]),
                from_priority=int(said["from_priority"] or 0),
                only_ours=said["only_ours"],
            ),
        )


class DecideForm(forms.Form):
    """For which clocks a rehearsed change shall hold."""

    scope = forms.ChoiceField(
        label=_("It holds for"),
        choices=[
            ("all", _("All clocks, those that run too")),
            ("new", _("New clocks only")),
            ("date", _("All clocks, from a day on")),
        ],
        widget=forms.RadioSelect,
    )
    on = forms.DateField(label=_("From day"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))

    def day(self) -> date | None:
        """The chosen day."""
        found: date | None = self.cleaned_data["on"]
        return found


def policy_answers(policy: Policy) -> dict[str, Any]:
    """What the form begins with."""
    names: Sequence[str] = (
        "name", "metric", "amount", "unit", "end_of_day", "calendar", "begins_in", *TRAITS, "merchant", "promised_to",
        "partner", "transit_minutes", "reopening", "is_active",
    )  # fmt: skip
    return {"seen": policy.version, **{name: getattr(policy, name) for name in names}}
