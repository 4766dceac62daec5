"""The template tags: what they print, escaped and understandable without eyes."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django import forms
from django.template import engines

from aftercare.web.kit.parts import Move, Option

AT = datetime(2026, 3, 12, 11, 20, tzinfo=UTC)


def printed(source: str, **context: Any) -> str:
    return engines["django"].from_string(source).render(context)


class Answers(forms.Form):
    amount = forms.DecimalField(label="Refund", help_text="At most 612.40", max_value=612)
    remedy = forms.ChoiceField(
        widget=forms.RadioSelect, choices=[("back", Option("Back", "7 days")), ("fix", Option("Fix", disabled=True))]
    )
    note = forms.CharField(required=False, widget=forms.Textarea)
    sealed = forms.BooleanField(label="Never opened", required=False)
    once = forms.CharField(widget=forms.HiddenInput)


def test_icons_are_silent_and_come_from_the_sprite() -> None:
    assert printed('{% icon "check" "big" %}') == (
        '<svg class="i big" aria-hidden="true"><use href="/static/aftercare/icons.svg#check"/></svg>'
    )


def test_a_state_has_glyph_and_word() -> None:
    badge = printed('{% state_badge "amber" label pill=True %}', label="<Waiting>")
    assert 'class="state amber pill"' in badge
    assert "#s-wait" in badge
    assert "&lt;Waiting&gt;" in badge


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ('{% money 73280 "CNY" %}', '<span class="num">¥732.80</span>'),
        ('{% money 73280 "CNY" bare=True %}', '<span class="num">732.80</span>'),
        ('{% money None "CNY" %}', '<span class="num dim">–</span>'),
        ('{{ 73280|money_text:"CNY" }}', "¥732.80"),
        ('{{ "USD"|currency_sign }}', "$"),
        ("{{ 1284|number }}", "1,284"),
        ("{{ None|number }}", "–"),
        ('{% kbd "A" %}', '<kbd aria-hidden="true">A</kbd>'),
        ('{% avatar "Ines Varga" %}', '<span class="avatar " aria-hidden="true">IV</span>'),
        ('{{ "林晓"|initials }}', "林"),
        ('{{ ""|initials }}', "?"),
        ("{% when None %}", '<span class="dim">–</span>'),
        ("{% day None %}", '<span class="dim">–</span>'),
    ],
)
def test_small_tags(source: str, words: str) -> None:
    assert printed(source) == words


def test_when_gives_machine_short_and_full_time() -> None:
    assert printed("{% when at %}", at=AT, now=AT) == (
        '<time class="nowrap" datetime="2026-03-12T11:20:00+00:00" title="Thursday, 12 March 2026, 11:20 UTC">'
        "12 Mar 11:20</time>"
    )


def test_a_field_ties_hint_and_error_to_its_control() -> None:
    html = printed('{% field form.amount prefix="¥" inputmode="decimal" %}', form=Answers({"amount": "700"}))
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_amount_hint id_amount_error"' in html
    assert 'id="id_amount_hint">At most 612.40' in html
    assert 'id="id_amount_error"' in html
    assert 'inputmode="decimal"' in html
    assert '<label for="id_amount">Refund</label>' in html


def test_a_field_without_complaint_describes_nothing() -> None:
    html = printed("{% field form.note %}", form=Answers())
    assert "aria-" not in html
    assert "<small>optional</small>" in html


def test_choices_are_a_named_group_with_notes() -> None:
    html = printed("{% field form.remedy %}", form=Answers({"remedy": "back"}))
    assert 'role="radiogroup"' in html
    assert "<b>Back</b><small>7 days</small>" in html
    assert html.count(" checked") == 1
    assert html.count(" disabled") == 1


def test_a_checkbox_stands_before_its_words_and_a_hidden_field_alone() -> None:
    html = printed("{% field form.sealed %}", form=Answers())
    assert html.index("<input") < html.index("Never opened")
    assert printed("{% field form.once %}", form=Answers()).startswith('<input type="hidden"')


def test_a_masked_value_never_stands_in_the_page() -> None:
    html = printed('{% masked phone "phone" "/reveal/" %}', phone="+44 7700 900142")
    assert "7700" not in html
    assert 'action="/reveal/"' in html
    assert "<form" not in printed('{% masked phone "phone" %}', phone="+44 7700 900142")


def test_a_refused_move_cannot_be_pressed_and_says_why() -> None:
    html = printed('{% include "kit/_move.html" %}', move=Move("Pay", "/pay/", refused="Not yet: no goods."))
    assert "/pay/" not in html
    assert 'aria-disabled="true"' in html
    assert "Not yet: no goods." in html
