"""A domain is the same however it is spelled: what is blocked in one spelling gets nothing in the other."""

import pytest
from django.conf import LazySettings

from aftercare.cases.models import Case
from aftercare.customers.models import Customer
from aftercare.jobs.messages import send_due
from aftercare.journal.models import Entry
from aftercare.notifications.commands.again import send_again
from aftercare.notifications.commands.reaching import allow_again, exclude
from aftercare.notifications.commands.sending import block
from aftercare.notifications.models import Block, Message
from aftercare.notifications.queries.people import block_on, blocked
from aftercare.notifications.queries.reach import is_reply_sent
from aftercare.notifications.rules.domains import compared, spellings
from aftercare.notifications.rules.people import block_of
from aftercare.org.roles import Role
from tests.factories.people import AGENT, MONDAY, actor
from tests.factories.shop import order, scene
from tests.factories.stories import applied
from tests.messages.conftest import read_journal
from tests.messages.postoffice import Office
from tests.messages.test_killed import waiting_messages

ADMINISTRATOR = actor(Role.ADMINISTRATOR)
OF_PEOPLE, OF_NET = "bücher.example", "xn--bcher-kva.example"
BOTH_WAYS = pytest.mark.parametrize(("one", "other"), [(OF_PEOPLE, OF_NET), (OF_NET, OF_PEOPLE)])


def kept(address: str, reason: str = "excluded") -> Block:
    """A row as it stands, in whatever spelling."""
    return Block.objects.create(address=address, reason=reason, made_at=MONDAY, made_by="x")


def stand() -> list[tuple[str, str]]:
    """All that is blocked."""
    return list(Block.objects.order_by("pk").values_list("address", "reason"))


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("Lin@Post.example", "lin@post.example"),
        ("@BÜCHER.example ", f"@{OF_NET}"),
        ("lin@bu\u0308cher.example", f"lin@{OF_NET}"),
        ("@STRASSE.example", "@strasse.example"),
        ("@straße.example", "@xn--strae-oqa.example"),
        ("lin@a..ü.example", "lin@a..ü.example"),
        ("lin@xn--99999999.example", "lin@xn--99999999.example"),
        ("@\u0646\u0627\u0645\u0647\u200c\u0627\u06cc.example", "@xn--mgba3gch31f060k.example"),
        ("lin@xn--zca0621i.example", "lin@xn--zca0621i.example"),
        ("+34600000042", "+34600000042"),
        ("王小明", "王小明"),
    ],
)
def test_addresses_are_compared_in_one_spelling(address: str, written: str) -> None:
    assert compared(address) == written
    assert {compared(one) for one in spellings(address)} == {written}


@BOTH_WAYS
def test_a_domain_has_both_spellings(one: str, other: str) -> None:
    assert spellings(f"Lin@{one.upper()}") == [f"lin@{one}", f"lin@{other}"]


@pytest.mark.django_db
@BOTH_WAYS
def test_what_is_blocked_in_one_spelling_gets_nothing_in_the_other(one: str, other: str) -> None:
    for row in (f"@{one}", f"Lin@{one.upper()}"):
        block_row = kept(row)
        assert [block_on(f"{name}@{other}") for name in ("lin", "LIN")] == ["excluded", "excluded"]
        assert block_of(f"Lin@{other}", blocked()) == "excluded"
        assert (block_on("lin@post.example"), block_on("lin@strasse.example")) == ("", "")
        block_row.delete()


@pytest.mark.django_db
@BOTH_WAYS
def test_words_to_a_domain_that_is_blocked_in_the_other_spelling_would_not_leave(
    one: str, other: str, settings: LazySettings
) -> None:
    settings.NOTHING_LEAVES, settings.SMTP_ADDRESS = False, "smtp://mx.shop.example"
    place = scene()
    case = Case.objects.get(pk=applied(place, order(place)).case_id)
    Customer.objects.filter(pk=case.customer_id).update(email=f"lin@{other}")
    case = Case.objects.get(pk=case.pk)
    assert is_reply_sent(case, written_at=MONDAY, at=MONDAY)
    kept(f"@{one}")
    assert not is_reply_sent(case, written_at=MONDAY, at=MONDAY)


@pytest.mark.django_db(transaction=True)
@BOTH_WAYS
def test_a_message_to_it_is_not_made_to_be_sent(outside: Office, one: str, other: str) -> None:
    place = scene()
    returning = applied(place, order(place))
    Customer.objects.filter(pk=returning.customer_id).update(email=f"lin@{other}")
    kept(f"@{one}")
    read_journal()
    assert list(Message.objects.values_list("state", "why")) == [("dropped", "excluded")]


@pytest.mark.django_db
@BOTH_WAYS
def test_it_is_excluded_once_and_allowed_again_at_once(one: str, other: str) -> None:
    kept(f"Lin@{one.upper()}", "undeliverable")
    exclude(f"@{one}", by=ADMINISTRATOR, at=MONDAY)
    exclude(f"@{other}", "asked us to", by=ADMINISTRATOR, at=MONDAY)
    exclude(f"lin@{other}", by=ADMINISTRATOR, at=MONDAY)
    assert stand() == [(f"Lin@{one.upper()}", "excluded"), (f"@{one}", "excluded")]
    assert Entry.objects.filter(kind="notifications.block.add").count() == 3
    for row in Block.objects.all():
        allow_again(row, by=ADMINISTRATOR, at=MONDAY)
    assert (block_on(f"lin@{one}"), block_on(f"lin@{other}")) == ("", "")


@pytest.mark.django_db(transaction=True)
@BOTH_WAYS
def test_what_came_back_blocks_it_once_and_sending_again_frees_it(outside: Office, one: str, other: str) -> None:
    waiting_messages(1)
    Message.objects.update(address=f"lin@{other}", state="failed")
    kept(f"lin@{one}", "undeliverable")
    block(f"Lin@{other}", "undeliverable", note="550 no such user", by_key="x", at=MONDAY)
    assert stand() == [(f"lin@{one}", "undeliverable")]
    kept(f"@{one}")
    send_again(Message.objects.get(), by=AGENT, at=MONDAY)
    assert stand() == [(f"@{one}", "excluded")]


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["@bu\u0308cher.example", "@bücher\u3002example", "@BÜCHER.example"])
def test_a_domain_is_kept_as_it_is_read_however_it_was_typed(typed: str) -> None:
    exclude(typed, by=ADMINISTRATOR, at=MONDAY)
    exclude(f"@{OF_PEOPLE}", by=ADMINISTRATOR, at=MONDAY)
    assert (stand(), block_on(f"lin@{OF_NET}")) == ([(f"@{OF_PEOPLE}", "excluded")], "excluded")


@pytest.mark.django_db(transaction=True)
def test_a_domain_that_leads_back_to_no_writing_stops_no_mail(outside: Office) -> None:
    odd = "lin@xn--zca0621i.example"
    waiting_messages(3)
    first = Message.objects.order_by("pk")[0]
    Message.objects.filter(pk=first.pk).update(address=odd)
    assert send_due("email") == 3
    assert odd in outside.mails[0][1]
    exclude(odd, by=ADMINISTRATOR, at=MONDAY)
    assert block_on(odd) == "excluded"


def test_a_joiner_that_nobody_sees_is_written_all_the_same() -> None:
    written = "@\u0646\u0627\u0645\u0647\u200c\u0627\u06cc.example"
    assert written in spellings("@xn--mgba3gch31f060k.example")
