"""What comes of a mail when its server refuses the sender, the recipient, or what it says."""

import smtplib

from aftercare.notifications.rules.refusals import is_about_sender, leaves_address_open
from aftercare.notifications.terms import Outcome, Parcel, Receipt

_NO_SUCH_ADDRESS = (550, 551, 553)
_AWAY = (OSError, smtplib.SMTPException)


def sender_refused(code: int, said: bytes | str) -> Receipt:
    """The recipient was not named yet, so it is ours to mend; the mail waits for that."""
    sentence = _sentence(code, said)
    return Receipt(Outcome.TRY_LATER if code < 500 else Outcome.OUR_FAULT, sentence=sentence)


def recipient_refused(code: int, said: bytes | str, parcel: Parcel) -> Receipt:
    """Many servers say only here what they think of the sender (Postfix: `smtpd_delay_reject`)."""
    sentence = _sentence(code, said)
    if code < 500:
        return Receipt(Outcome.TRY_LATER, sentence=sentence)
    if is_about_sender(sentence) or _names_sender_alone(sentence, parcel):
        return Receipt(Outcome.OUR_FAULT, sentence=sentence)
    is_address = code in _NO_SUCH_ADDRESS and not leaves_address_open(sentence)
    return Receipt(Outcome.BAD_ADDRESS if is_address else Outcome.REFUSED, sentence=sentence)


def content_refused(code: int, said: bytes | str) -> Receipt:
    """The address was taken before; whatever is wrong, it is not that."""
    sentence = _sentence(code, said)
    if code < 500:
        return Receipt(Outcome.TRY_LATER, sentence=sentence)
    return Receipt(Outcome.OUR_FAULT if is_about_sender(sentence) else Outcome.REFUSED, sentence=sentence)


def never_handed_over(away: Exception) -> Receipt:
    """It broke before anything of the mail was told, so it may be tried again, whatever it was."""
    said = said_by(away)
    if isinstance(away, smtplib.SMTPAuthenticationError):
        outcome = Outcome.TRY_LATER if away.smtp_code < 500 else Outcome.OUR_FAULT
        return Receipt(outcome, sentence=f"The mail server does not take our name and password: {said}")
    if not isinstance(away, _AWAY):  # a password that cannot be told to a server, and its like
        return Receipt(Outcome.TRY_LATER, sentence=f"The mail could not be handed over: {said}"[:500])
    return Receipt(Outcome.TRY_LATER, sentence=f"The mail server cannot be reached: {said}"[:500])


def said_by(error: Exception) -> str:
    """An error in its own words."""
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__)[:300]


def text_of(said: bytes | str) -> str:
    """What a server said, on one line."""
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:400]


def _names_sender_alone(sentence: str, parcel: Parcel) -> bool:
    small = sentence.lower()
    return parcel.sender.lower() in small and parcel.to.lower() not in small


def _sentence(code: int, said: bytes | str) -> str:
    return f"{code} {text_of(said)}"[:500]
