"""What the sign-in library writes leaves as every message does, or stays here where nothing leaves."""

import re

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from aftercare.jobs.messages import send_due
from aftercare.notifications.models import Message, Policy, Preference
from aftercare.org.roles import Role
from tests.factories.people import MONDAY, member
from tests.messages.postoffice import Office
from tests.web.settings.people import browser_of

pytestmark = pytest.mark.django_db(transaction=True)
LINK = re.compile(r"/accounts/password/reset/key/[^/\s]+/")


@pytest.fixture(autouse=True)
def _ours(settings: LazySettings) -> None:
    settings.EMAIL_BACKEND = "aftercare.notifications.commands.own_mail.OutgoingMail"


def test_a_link_to_a_new_password_goes_first_and_alone_and_is_shown_to_nobody(outside: Office) -> None:
    who = member(Role.DOCK)
    Preference.objects.create(member=who, digest=True)
    for number in range(3):
        Message.objects.create(
            key=f"k{number}", event="assigned", channel="email", role="dock", member=who, address=who.email,
            language="en", subject="Yours", body="Yours", made_at=MONDAY, due_at=timezone.now(), state="waiting",
            state_since=MONDAY,
        )  # fmt: skip
    Client().post(reverse("account_reset_password"), {"email": who.email})
    send_due("email")
    mails = outside.read()
    assert len(mails) == 2, "the link, and the three others as one"
    text = mails[0].get_body(("plain",))
    assert text is not None
    found = LINK.search(text.get_content())
    assert found
    assert Client().get(found[0], follow=True).status_code == 200
    message = Message.objects.get(event="account")
    assert (message.state, message.member, message.address) == ("sent", who, who.email)
    page = browser_of(member(Role.MANAGER)).get(reverse("message", args=[message.pk])).content.decode()
    assert "/accounts/password/reset/key/•••/" in page
    assert found[0] not in page


def test_where_nothing_leaves_it_is_kept(outside: Office) -> None:
    Policy.objects.update(nothing_leaves=True)
    who = member(Role.DOCK)
    Client().post(reverse("account_reset_password"), {"email": who.email})
    send_due("email")
    assert (Message.objects.get().state, outside.lines) == ("held", [])
