"""Controls drawn without templates: a list has a dozen, and Django's way there is a template for each option.

What is drawn is the same to the letter (`tests/web/test_widgets.py`); what is not known here, Django draws.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.formats import localize
from django.utils.html import conditional_escape, escape

_WHERE = "django/forms/widgets/"
_OPTION = f"{_WHERE}select_option.html"
_INPUTS = ("text", "number", "email", "url", "password", "hidden", "date", "datetime", "time", "checkbox", "input")


class Renderer(DjangoTemplates):
    """Django's own, but for inputs and lists to choose from."""

    def render(self, template_name: str, context: Any, request: HttpRequest | None = None) -> str:
        """The control as HTML."""
        draw = _DRAWN.get(template_name)
        drawn = draw(context["widget"]) if draw else None
        return super().render(template_name, context, request) if drawn is None else drawn


RENDERER = Renderer()


def _input(widget: Mapping[str, Any]) -> str:
    value = widget["value"]
    told = "" if value is None else f' value="{conditional_escape(value)}"'
    return f'<input type="{escape(widget["type"])}" name="{escape(widget["name"])}"{told}{_attrs(widget)}>'


def _select(widget: Mapping[str, Any]) -> str | None:
    parts = [f'<select name="{escape(widget["name"])}"{_attrs(widget)}>']
    for group, options, _index in widget["optgroups"]:
        if any(option["template_name"] != _OPTION for option in options):
            return None
        if group:
            parts.append(f'\n  <optgroup label="{conditional_escape(localize(group))}">')
        parts += [f"\n  {_option(option)}\n" for option in options]
        if group:
            parts.append("\n  </optgroup>")
    return f"{''.join(parts)}\n</select>"


def _option(option: Mapping[str, Any]) -> str:
    label = conditional_escape(localize(option["label"]))
    return f'<option value="{conditional_escape(option["value"])}"{_attrs(option)}>{label}</option>'


def _attrs(widget: Mapping[str, Any]) -> str:
    return "".join(
        f" {escape(name)}" if value is True else f' {escape(name)}="{conditional_escape(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


_DRAWN: Mapping[str, Callable[[Mapping[str, Any]], str | None]] = {
    **{f"{_WHERE}{name}.html": _input for name in _INPUTS},
    f"{_WHERE}select.html": _select,
}
