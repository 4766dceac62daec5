"""Which customers a key may name: what it opens it must be able to see afterwards."""

from django.utils.translation import gettext_noop as _

from aftercare.api.requests import KeyRequest
from aftercare.customers.queries import visible_to
from aftercare.duties.commands.tasks import BadTask


def check_customer(request: KeyRequest, customer: int | None) -> None:
    """Refuse a customer whom the key does not see; a merchant's key has to name one."""
    if customer is None and request.actor.merchants is not None:
        raise BadTask(
            _("Name the customer: this key sees the tasks of one merchant's customers only."), field="customer"
        )
    if customer is not None and not visible_to(request.actor).filter(pk=customer).exists():
        raise BadTask(_("There is no customer of this number."), field="customer")
