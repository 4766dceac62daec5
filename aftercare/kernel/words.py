"""Marks English sentences for translation where Django may not be imported; the desk translates them when it speaks."""


def gettext_noop(text: str) -> str:
    """The text itself; its name is what the message extraction looks for."""
    return text
