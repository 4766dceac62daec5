"""What a parcel needs, whichever way it travels."""

from django.utils.translation import gettext_noop as _

from aftercare.kernel.errors import DomainError


class BadParcel(DomainError):
    """A parcel needs a carrier and a tracking number."""

    code = "bad_parcel"


def checked_parcel(carrier: str, tracking_number: str) -> tuple[str, str]:
    """Carrier and number as they are kept; raises BadParcel when one is missing or cannot be."""
    carrier, number = carrier.strip(), "".join(tracking_number.split()).upper()
    if not carrier:
        raise BadParcel(_("Which carrier has the parcel?"), field="carrier")
    if not (4 <= len(number) <= 60 and number.isascii() and all(c.isalnum() or c in "-/." for c in number)):
        raise BadParcel(_("A tracking number has 4 to 60 letters and digits."), field="tracking_number")
    return carrier[:60], number
