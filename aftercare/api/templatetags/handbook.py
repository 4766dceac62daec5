"""Words between backticks are code."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def with_code(text: str) -> SafeString:
    """The text with `these` as code."""
    parts = text.split("`")
    return format_html_join("", "{}", ((_part(part, index % 2 == 1),) for index, part in enumerate(parts)))


def _part(text: str, is_code: bool) -> str:
    return format_html("<code>{}</code>", text) if is_code else text
