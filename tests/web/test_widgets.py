"""Controls that we draw ourselves are the same to the letter as Django's."""

from datetime import date
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test import override_settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, override

from aftercare.web.kit.widgets import RENDERER

GROUPS = [
    ("", "All"),
    ("a&b", gettext_lazy("Returns")),
    (7, 12345),
    ("“Two”", [("x", "<b>bold</b>"), ("y", SafeString("<i>kept</i>"))]),
]
ODD = {"data-x": 'a"b<c>&', "required": True, "disabled": False, "maxlength": 12000, "title": SafeString("&amp;")}
WIDGETS: list[tuple[forms.Widget, Any]] = [
    (forms.TextInput(ODD), 'x"y'),
    (forms.TextInput(), None),
    (forms.TextInput(), ""),
    (forms.TextInput(), SafeString("&lt;")),
    (forms.NumberInput({"min": 0, "step": 0.01}), 1234567),
    (forms.EmailInput(), "lin@example.com"),
    (forms.URLInput(), "https://example.com/?a=1&b=2"),
    (forms.PasswordInput(render_value=True), "s&cret"),
    (forms.HiddenInput(), 3),
    (forms.DateInput({"type": "date"}), date(2026, 3, 2)),
    (forms.CheckboxInput(), True),
    (forms.CheckboxInput({"class": "switch"}), False),
    (forms.CheckboxInput(), "yes"),
    (forms.Select(ODD, choices=GROUPS), "a&b"),
    (forms.Select(choices=GROUPS), 7),
    (forms.SelectMultiple(choices=GROUPS), ["x", "7"]),
    (forms.Select(choices=[]), None),
    (forms.NullBooleanSelect(), None),
    (forms.Textarea(), "left to Django & its template"),
    (forms.RadioSelect(choices=GROUPS), "x"),
]


@pytest.mark.parametrize("language", ["en", "zh-hans", "es"])
@pytest.mark.parametrize(("widget", "value"), WIDGETS)
def test_a_control_is_the_same_to_the_letter(widget: forms.Widget, value: Any, language: str) -> None:
    attrs = {"id": "id_part", "aria-describedby": "a b"}
    with override(language), override_settings(USE_THOUSAND_SEPARATOR=True):
        ours = widget.render("part<1>", value, attrs, renderer=RENDERER)
        assert ours == widget.render("part<1>", value, attrs, renderer=DjangoTemplates())
