"""Certificates of engineers: written down and taken away."""

from datetime import date, datetime

from django.utils.translation import gettext_noop as _

from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError
from aftercare.org.models import Certificate, Member
from aftercare.rows.refusing import refused_by
from aftercare.rows.whole import whole


class BadCertificate(DomainError):
    """A certificate that certifies nothing."""

    code = "bad_certificate"


@whole()
def add_certificate(
    member: Member, name: str, *, number: str = "", valid_from: date, valid_until: date | None = None,
    by: Actor, at: datetime,
) -> Certificate:  # fmt: skip
    """Somebody is certified from a day on."""
    if not name.strip():
        raise BadCertificate(_("Say what the certificate is called."), field="name")
    if valid_until and valid_until < valid_from:
        raise BadCertificate(_("It ends before it begins."), field="valid_until")
    made = Certificate(
        member=member, name=name.strip(), number=number.strip(), valid_from=valid_from, valid_until=valid_until
    )
    sentence = _("This certificate is written down already.")
    with refused_by("certificate_is_unique", BadCertificate(sentence, field="number")):
        made.save()
    after = {"certificate": str(made), "valid_from": valid_from, "valid_until": valid_until}
    record(Fact("org.certificate.add", f"org.member:{member.pk}", by, at, after=after))
    return made


@whole()
def remove_certificate(certificate: Certificate, *, by: Actor, at: datetime) -> None:
    """It was written down by mistake, or was taken away; calls of before keep what they said."""
    before = {"certificate": str(certificate), "valid_until": certificate.valid_until}
    label = f"org.member:{certificate.member_id}"
    certificate.delete()
    record(Fact("org.certificate.remove", label, by, at, before=before))
