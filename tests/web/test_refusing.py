"""Refusals beside the field they name."""

import pytest
from django import forms

from aftercare.kernel.errors import DomainError, NotAllowed, StalePage
from aftercare.web.refusing import form_status, refusals_into


class Form(forms.Form):
    """Two answers."""

    reason = forms.CharField()
    photos = forms.CharField(required=False)


def filled() -> Form:
    form = Form({"reason": "x"})
    assert form.is_valid()
    return form


def test_refusal_stands_beside_its_field_with_the_facts_filled_in() -> None:
    form = filled()
    with refusals_into(form):
        raise DomainError("Only %(left)d left.", field="reason", left=2)
    assert form.errors == {"reason": ["Only 2 left."]}
    assert form_status(form) == 422


def test_refusal_of_a_field_that_the_form_has_not_stands_on_top() -> None:
    form = filled()
    with refusals_into(form):
        raise DomainError("Too late.", field="order")
    assert form.non_field_errors() == ["Too late."]


def test_names_of_the_domain_are_mapped_to_the_forms() -> None:
    form = filled()
    with refusals_into(form, rename={"photo": "photos"}):
        raise DomainError("No picture.", field="photo")
    assert form.errors == {"photos": ["No picture."]}


def test_overtaken_page_is_a_conflict() -> None:
    form = filled()
    with refusals_into(form):
        raise StalePage("Changed meanwhile.")
    assert form_status(form) == 409


def test_what_no_answer_can_correct_goes_on() -> None:
    form = filled()
    with pytest.raises(NotAllowed), refusals_into(form):
        raise NotAllowed("No right.")
    with pytest.raises(ZeroDivisionError), refusals_into(form):
        raise ZeroDivisionError
    assert not form.errors


def test_status_follows_the_form() -> None:
    assert form_status(Form()) == 200
    assert form_status(filled()) == 200
    assert form_status(Form({})) == 422
