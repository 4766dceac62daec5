"""Mail of the demo company: what buyers wrote, and another system that is told everything. Nothing of it leaves."""

from datetime import datetime, timedelta
from email.message import EmailMessage

from django.conf import settings

from aftercare.cli.demo.company import Company
from aftercare.customers.models import Customer
from aftercare.notifications.commands.endpoints import EndpointChoice, add_endpoint
from aftercare.notifications.commands.inbound import take_mail
from aftercare.notifications.rules import threads
from aftercare.org.roles import Role
from aftercare.returns.models import Return

_TEXTS = (
    ("Photo of the left side", "Good morning, the left side does not work at all. What shall I do?"),
    ("¿Cuándo llega mi dinero?", "Hola, ya envié el paquete hace una semana. ¿Cuándo recibo el dinero?"),
    ("退货地址", "您好，请问退货地址是哪里？我明天寄出。"),
)


def bring_post(company: Company, now: datetime) -> None:
    """Two answers that find their case by themselves, three mails that wait, and a webhook."""
    answered = Return.objects.filter(state="approved").select_related("case__customer").order_by("-pk")[:2]
    for number, returning in enumerate(answered):
        mark = threads.mark(threads.CASE, returning.case_id, settings.SEALING_KEY)
        mail = _mail(number, "Re: your return", "Thank you, I send it tomorrow.", returning.customer)
        mail["References"] = f"<{mark}@demo.example>"
        take_mail(mail.as_bytes(), at=now - timedelta(hours=2 + number))
    writers = Customer.objects.exclude(email="").order_by("-pk")[: len(_TEXTS)]
    for number, (writer, (subject, text)) in enumerate(zip(writers, _TEXTS, strict=False)):
        take_mail(_mail(10 + number, subject, text, writer).as_bytes(), at=now - timedelta(minutes=40 - number))
    choice = EndpointChoice("Kestrel ERP", "https://erp.example/aftercare")
    add_endpoint(choice, merchant=company.markets[0].merchant, by=company.actor(Role.ADMINISTRATOR), at=now)


def _mail(number: int, subject: str, text: str, writer: Customer) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = writer.email or "somebody@mail.example"
    mail["To"], mail["Subject"], mail["Message-ID"] = "service@demo.example", subject, f"<demo-{number}@mail.example>"
    mail.set_content(text)
    return mail
