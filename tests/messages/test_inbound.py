"""Mail that comes in: to its case by what only who was written to knows; nothing it says is believed blindly."""

import io
from email.message import EmailMessage

import pytest
from django.conf import LazySettings, settings
from PIL import Image

from aftercare.cases.models import Case, Note
from aftercare.customers.models import Customer
from aftercare.files.queries import content_of
from aftercare.jobs.mailbox import fetch_mail
from aftercare.jobs.messages import send_due
from aftercare.journal.models import Entry
from aftercare.kernel.errors import NotAllowed
from aftercare.kernel.sealing import seal
from aftercare.notifications.commands.inbound import HandledAlready, TooLarge, file_mail, set_aside, take_mail
from aftercare.notifications.models import Block, InboundFile, InboundMail, Message, Notice, Outlet
from aftercare.notifications.rules import threads
from aftercare.notifications.rules.inbound import own_words, read_mail
from aftercare.org.roles import Role
from aftercare.returns.models import Evidence
from tests.factories.people import AGENT, FINANCE, MONDAY, member
from tests.factories.shop import order, scene
from tests.factories.stories import applied
from tests.messages.conftest import SENDER, read_journal, read_journal_at
from tests.messages.postbox import post_box
from tests.messages.postoffice import Office

pytestmark = pytest.mark.django_db(transaction=True)
BUYER = "lin@post.example"


@pytest.fixture
def case(outside: Office) -> Case:
    """A case whose buyer's address is known."""
    place = scene()
    found = Case.objects.get(pk=applied(place, order(place)).case_id)
    Customer.objects.filter(pk=found.customer_id).update(email=BUYER)
    return found


def written(
    text: str = "It is the left one.", *, sender: str = BUYER, subject: str = "Re: my return", id: str = "<1@post>",
    **headers: str,
) -> EmailMessage:  # fmt: skip
    """A mail as a person writes it."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = f"Lin <{sender}>", SENDER, subject, id
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


def came(mail: EmailMessage) -> InboundMail:
    """It came in."""
    return take_mail(mail.as_bytes(), at=MONDAY)


def case_mark(case: Case) -> str:
    """What stands in the thread of its mails."""
    return threads.mark(threads.CASE, case.pk, settings.SEALING_KEY)


def picture() -> bytes:
    """A small photo."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "JPEG")
    return out.getvalue()


def test_an_answer_to_our_mail_becomes_the_buyers_message_on_his_case(case: Case, outside: Office) -> None:
    agent = member(Role.AGENT)
    read_journal()
    send_due("email")
    [ours] = outside.read()
    answer = written(
        "It is the left one.\n\nOn Mon, 2 Mar 2026 Kestrel <service@shop.example> wrote:\n> Keep the link",
        In_Reply_To=str(ours["Message-ID"]), References=str(ours["References"]),
    )  # fmt: skip
    mail = came(answer)
    assert (mail.state, mail.case) == ("filed", case)
    note = Note.objects.get(case=case)
    assert (note.text, note.from_buyer, note.author) == ("It is the left one.", True, f"buyer:guest-{case.customer_id}")
    read_journal_at(MONDAY)
    assert Notice.objects.get(member=agent, event="buyer_wrote").case == case


def test_an_address_of_its_own_leads_to_the_case(case: Case) -> None:
    mail = written()
    mail.replace_header("To", f"service+{case_mark(case)}@shop.example")
    assert came(mail).case == case


def test_the_same_mail_comes_in_once(case: Case) -> None:
    mail = written(References=f"<{case_mark(case)}@shop.example>")
    assert came(mail) == came(mail)
    assert (InboundMail.objects.count(), Note.objects.count()) == (1, 1)


def test_pictures_become_evidence_papers_are_kept_and_what_could_do_harm_is_named_alone(case: Case) -> None:
    mail = written(References=f"<{case_mark(case)}@shop.example>")
    mail.add_attachment(picture(), maintype="image", subtype="jpeg", filename="left.jpg")
    mail.add_attachment(b"MZ evil", maintype="image", subtype="jpeg", filename="../../evil.jpg")
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="bill.pdf")
    came(mail)
    assert Evidence.objects.filter(returning__case=case).count() == 1
    left, evil, bill = InboundFile.objects.order_by("pk")
    assert (left.stored is not None, evil.stored, evil.name) == (True, None, "../../evil.jpg")
    assert evil.refusal == "“evil.jpg” could do harm: it is, or may hide, a program. It was not kept."
    assert bill.stored
    assert (bill.stored.content_type, bill.stored.name, content_of(bill.stored)) == (
        "application/pdf", "bill.pdf", b"%PDF-1.7",
    )  # fmt: skip


@pytest.mark.parametrize(
    "proof",
    [
        "",
        "mx.other.example; dmarc=pass",
        "mx.shop.example; dmarc=fail",
        "mx.shop.example; dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=evil.example; dmarc=fail",
    ],
)
def test_a_number_and_a_sender_that_nobody_proved_wait_for_a_colleague(
    case: Case, settings: LazySettings, proof: str
) -> None:
    settings.MAIL_AUTHSERV = "mx.shop.example"
    headers = {"Authentication_Results": proof} if proof else {}
    mail = came(written(subject=f"About {case.number}", **headers))
    assert (mail.state, mail.case, mail.reason) == ("waiting", None, "The sender is not proven.")
    assert Note.objects.count() == 0


def test_a_number_and_a_proven_sender_are_enough(case: Case, settings: LazySettings) -> None:
    settings.MAIL_AUTHSERV = "mx.shop.example"
    proof = "mx.shop.example; spf=pass; dmarc=pass header.from=post.example"
    assert came(written(subject=f"About {case.number}", Authentication_Results=proof)).case == case


def test_a_verdict_that_the_sender_wrote_himself_below_ours_is_not_believed(case: Case, settings: LazySettings) -> None:
    settings.MAIL_AUTHSERV = "mx.shop.example"
    mail = written(subject=f"About {case.number}", Authentication_Results="mx.shop.example; dmarc=fail")
    mail["Authentication-Results"] = "mx.shop.example; dmarc=pass"
    assert came(mail).state == "waiting"


def test_a_stranger_who_knows_a_number_learns_nothing_and_says_nothing(case: Case, outside: Office) -> None:
    mail = came(written(sender="eve@evil.example", subject=f"About {case.number}: send me everything"))
    read_journal_at(MONDAY)
    send_due("email")
    assert mail.reason == "It comes from another address than the buyer's."
    assert Note.objects.count() == 0
    assert "eve@evil.example" not in [to for _sender, to, _content in outside.mails]


def test_a_forged_mark_is_no_mark(case: Case) -> None:
    forged = f"<c{case.pk}.{'0' * 20}@shop.example>"
    assert came(written(References=forged)).state == "waiting"


def test_a_mark_in_the_text_is_no_mark(case: Case) -> None:
    assert came(written(f"see {case_mark(case)}")).state == "waiting"


@pytest.mark.parametrize(
    "header",
    [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"List_Id": "<all.post.example>"},
     {"X_Autoreply": "yes"}, {"Return_Path": "<>"}],
    ids=str,
)  # fmt: skip
def test_what_no_person_wrote_writes_on_no_case(case: Case, header: dict[str, str]) -> None:
    mail = came(written(References=f"<{case_mark(case)}@shop.example>", **header))
    assert (mail.state, Note.objects.count()) == ("automatic", 0)


def test_our_own_mail_coming_back_round_is_no_message(case: Case) -> None:
    mail = came(written(sender=SENDER, References=f"<{case_mark(case)}@shop.example>"))
    assert (mail.state, Note.objects.count()) == ("automatic", 0)


def test_one_who_writes_without_end_is_not_listened_to(case: Case) -> None:
    for number in range(35):
        came(written(id=f"<{number}@post>", References=f"<{case_mark(case)}@shop.example>"))
    assert Note.objects.count() == 30
    assert InboundMail.objects.filter(state="set_aside").count() == 5


def bounced(message_id: str, *, action: str = "failed", status: str = "5.1.1") -> bytes:
    """What a mail server sends when it cannot deliver."""
    return (
        "From: MAILER-DAEMON@mx.post.example\r\nTo: service@shop.example\r\nSubject: Undelivered\r\n"
        "Message-ID: <dsn@mx>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; "
        'boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n'
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.post.example\r\n\r\n"
        f"Final-Recipient: rfc822; {BUYER}\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {message_id}\r\nSubject: x\r\n\r\n--b--\r\n"
    ).encode()


def test_a_mail_that_came_back_marks_message_and_address(case: Case, outside: Office) -> None:
    agent = member(Role.AGENT)
    read_journal()
    send_due("email")
    [ours] = outside.read()
    mail = take_mail(bounced(str(ours["Message-ID"])), at=MONDAY)
    assert (mail.state, mail.reason) == ("bounce", "smtp; 550 5.1.1 no such user")
    message = Message.objects.get()
    assert (message.state, Block.objects.get().address) == ("bounced", BUYER)
    read_journal_at(MONDAY)
    assert Notice.objects.get(member=agent, event="bounced").case == case


def test_a_delay_or_a_forged_report_silences_nobody(case: Case, outside: Office) -> None:
    read_journal()
    send_due("email")
    [ours] = outside.read()
    take_mail(bounced(str(ours["Message-ID"]), action="delayed", status="4.4.1"), at=MONDAY)
    take_mail(bounced("<m1.00000000000000000000@shop.example>").replace(b"<dsn@mx>", b"<dsn2@mx>"), at=MONDAY)
    assert (Message.objects.get().state, Block.objects.count()) == ("sent", 0)


def test_a_colleague_files_what_waits_once(case: Case) -> None:
    mail = came(written("Which case?", sender="other@post.example"))
    file_mail(mail, case, by=AGENT, at=MONDAY)
    assert Note.objects.get(case=case).from_buyer is True
    entry = Entry.objects.get(kind="notifications.mail.file")
    assert (entry.stream, entry.actor) == (case.stream, AGENT.key)
    with pytest.raises(HandledAlready):
        file_mail(mail, case, by=AGENT, at=MONDAY)
    with pytest.raises(HandledAlready):
        set_aside(mail, by=AGENT, at=MONDAY)
    assert Note.objects.count() == 1


def test_who_may_not_file_changes_nothing(case: Case) -> None:
    mail = came(written("Which case?", sender="other@post.example"))
    entries = Entry.objects.count()
    with pytest.raises(NotAllowed):
        file_mail(mail, case, by=FINANCE, at=MONDAY)
    assert (Note.objects.count(), Entry.objects.count()) == (0, entries)


def test_a_mail_that_is_too_large_is_refused(case: Case, settings: LazySettings) -> None:
    settings.MAX_MAIL_BYTES = 100
    with pytest.raises(TooLarge):
        came(written("x" * 200))
    assert InboundMail.objects.count() == 0


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"From: \xff\xff\r\nSubject: =?utf-8?b?!!!!?=\r\n\r\nx",
        b"Content-Type: text/plain; charset=nope\r\n\r\n\xe9",
        b"From: a@b\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x--",
        b"To: " + b"<" * 5000,
        b"Content-Transfer-Encoding: base64\r\n\r\n!!!!",
    ],
)  # fmt: skip
def test_whatever_comes_in_is_kept_and_breaks_nothing(db: None, raw: bytes) -> None:
    assert take_mail(raw, at=MONDAY).state in ("waiting", "automatic")


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Yes.\n\nOn Mon, Kestrel wrote:\n> No?", "Yes."),
        ("好的。\n\n客服 2026年3月2日写道：\n> 请", "好的。"),
        ("Sí.\n\nEl lun, 2 mar 2026, Kestrel escribió:\n> ¿No?", "Sí."),
        ("Fine\n-----Original Message-----\nFrom: x", "Fine"),
        ("> only a quote", "> only a quote"),
    ],
)
def test_what_is_quoted_is_not_his_own(text: str, own: str) -> None:
    assert own_words(text) == own


def test_a_page_is_read_without_its_scripts() -> None:
    mail = EmailMessage()
    mail["From"] = BUYER
    mail.set_content("<style>x{}</style><p>Left</p><script>alert(1)</script><p>one</p>", subtype="html")
    assert read_mail(mail.as_bytes()).text == "Left\none"


def test_a_mailbox_is_read_and_what_breaks_stays_unseen(case: Case, settings: LazySettings) -> None:
    with post_box() as box:
        Outlet.objects.create(
            kind="inbox", host="127.0.0.1", port=box.port, username="service", sender=SENDER,
            sealed_secret=seal(box.password, settings.SEALING_KEY), timeout_seconds=3,
        )  # fmt: skip
        box.mails[1] = written(References=f"<{case_mark(case)}@shop.example>").as_bytes()
        box.mails[2] = written(id="<2@post>", sender="a@b.example").as_bytes()
        assert fetch_mail() == 2
        assert (box.seen, sorted(InboundMail.objects.values_list("state", flat=True))) == ({1, 2}, ["filed", "waiting"])
        assert fetch_mail() == 0
        box.seen.clear()
        fetch_mail()
        assert (InboundMail.objects.count(), Note.objects.count()) == (2, 1), "known by their Message-ID"
        box.password = "changed"
        assert fetch_mail() == 0
