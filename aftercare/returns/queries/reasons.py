"""Which reasons of the catalogue returns have named."""

from collections.abc import Iterable

from aftercare.returns.models import Return


def reasons_in_use(reason_ids: Iterable[int]) -> set[int]:
    """Those of the reasons that at least one return names; each is looked up for itself, since one is enough."""
    return {pk for pk in reason_ids if Return.objects.filter(reason=pk).exists()}
