"""Domains beyond ASCII are told as IDNA, local parts where the server takes them; else it is said why not."""

import pytest

from aftercare.jobs.messages import send_due
from aftercare.notifications.channels.email.addresses import NoAddress, why_not, wired
from aftercare.notifications.channels.email.smtp import SmtpLine
from aftercare.notifications.commands.again import send_again
from aftercare.notifications.models import Attempt, Block
from aftercare.notifications.terms import Connection, Outcome
from tests.factories.people import AGENT, MONDAY
from tests.messages.postoffice import Clerk, Office
from tests.messages.test_killed import waiting_messages
from tests.messages.test_poison import parcel, poison

ACCENTS = "josé@bücher.example"


def modern(_clerk: Clerk) -> str:
    """A server that takes every letter."""
    return "250-office\r\n250-8BITMIME\r\n250 SMTPUTF8"


def line_to(office: Office) -> SmtpLine:
    """The way out to this office."""
    return SmtpLine(Connection("email", host="127.0.0.1", port=office.port, timeout_seconds=2))


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("lin@post.example", "lin@post.example"),
        ("lin@bücher.example", "lin@xn--bcher-kva.example"),
        ("lin@BÜCHER.example", "lin@xn--bcher-kva.example"),
        ("林@例子.example", "林@xn--fsqu00a.example"),
    ],
)
def test_the_domain_goes_as_idna(address: str, told: str) -> None:
    assert (wired(address), why_not(address, "Lin")) == (told, "")


@pytest.mark.parametrize("address", ["lin@straße.example", "lin@a..ü.example", f"lin@{'ü' * 70}.example"])
def test_a_domain_that_is_none_or_two_is_told_as_such(address: str) -> None:
    with pytest.raises(NoAddress, match="The domain"):
        wired(address)
    assert why_not(address, "Lin").startswith("The domain")


def test_a_server_of_any_age_takes_an_international_domain(office: Office) -> None:
    line = line_to(office)
    receipt = line.send(parcel(to="lin@bücher.example", sender="service@bücher.example"))
    line.close()
    assert receipt.outcome == Outcome.TAKEN
    assert office.mails[0][:2] == ("service@xn--bcher-kva.example", "lin@xn--bcher-kva.example")
    assert office.read()[0]["To"] == "Lin <lin@xn--bcher-kva.example>"


def test_a_server_that_takes_every_letter_is_told_them(office: Office) -> None:
    office.hooks["EHLO"] = modern
    line = line_to(office)
    assert line.send(parcel(to=ACCENTS, to_name="José", subject="¿Qué tal?")).outcome == Outcome.TAKEN
    assert line.send(parcel()).outcome == Outcome.TAKEN
    line.close()
    assert "mail FROM:<service@shop.example> SMTPUTF8 BODY=8BITMIME" in office.lines
    assert office.mails[0][1] == "josé@xn--bcher-kva.example"
    assert "To: José <josé@xn--bcher-kva.example>".encode() in office.mails[0][2]
    assert office.read()[0]["Subject"] == "¿Qué tal?"
    assert office.mails[1][1] == "lin@post.example"


@pytest.mark.django_db(transaction=True)
def test_an_older_server_refuses_it_with_a_reason_and_the_address_stays_good(outside: Office) -> None:
    waiting_messages(2)
    first = poison(ACCENTS)
    assert send_due("email") == 2
    first.refresh_from_db()
    assert (first.state, len(outside.mails), Block.objects.count()) == ("failed", 1, 0)
    assert "does not offer SMTPUTF8" in Attempt.objects.get(message=first).sentence
    outside.hooks["EHLO"] = modern
    send_again(first, by=AGENT, at=MONDAY)
    send_due("email")
    assert outside.mails[-1][1] == "josé@xn--bcher-kva.example"


def test_our_own_address_in_letters_that_the_server_does_not_take_is_not_the_recipients_fault(office: Office) -> None:
    line = line_to(office)
    receipt = line.send(parcel(sender="sérvice@shop.example"))
    line.close()
    assert (receipt.outcome, receipt.sentence[:33]) == (Outcome.OUR_FAULT, "Our own address cannot be told: T")
