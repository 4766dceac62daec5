"""A reason in the languages that buyers read."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from aftercare.catalog.models import Reason
from aftercare.catalog.terms import Cause, Fault, Remedy
from aftercare.web.decision_words import CAUSE
from aftercare.web.words import FAULT, REMEDY


def field_of(language: str) -> str:
    """The form's field for a language."""
    return f"label_{language.replace('-', '_')}"


class ReasonForm(forms.Form):
    """The words of a reason; a language without words shows the English ones."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language, name in settings.LANGUAGES:
            self.fields[field_of(language)] = forms.CharField(
                label=name, max_length=80, required=language == "en", widget=forms.TextInput(attrs={"lang": language})
            )
        faults = [(str(fault), FAULT[fault]) for fault in Fault]
        self.fields["fault"] = forms.ChoiceField(label=_("Case type"), required=False, choices=faults)
        self.fields["remedies"] = forms.MultipleChoiceField(
            label=_("What may be done then"),
            required=False,
            choices=[(str(remedy), REMEDY[remedy]) for remedy in Remedy],
            widget=forms.CheckboxSelectMultiple,
            help_text=_("None chosen: the usual for this type."),
        )
        self.fields["cause"] = forms.ChoiceField(
            label=_("Whose door it lies at"),
            required=False,
            choices=[("", _("Says nothing about it")), *((str(cause), CAUSE[cause]) for cause in Cause)],
            help_text=_("Decides who pays the way back, and whether goods that the law excludes may come back."),
        )
        self.fields["label_en"].help_text = _("Shown where another language has no words of its own.")

    def labels(self) -> dict[str, str]:
        """The words by language."""
        return {language: self.cleaned_data[field_of(language)] for language, _name in settings.LANGUAGES}

    def classification(self) -> tuple[Fault, list[Remedy]]:
        """The type of case that the reason makes, and what may be done then."""
        return Fault(self.cleaned_data["fault"]), [Remedy(one) for one in self.cleaned_data["remedies"]]


def words_of(reason: Reason) -> dict[str, Any]:
    """What the form begins with for a reason."""
    words = {field_of(language): str(text) for language, text in reason.labels.items()}
    return {**words, "cause": reason.cause, "fault": reason.fault, "remedies": reason.remedies}
