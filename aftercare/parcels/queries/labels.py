"""Prepaid labels."""

from collections.abc import Iterable

from aftercare.parcels.models import Carrier, Label


def label_of(case_id: int) -> Label | None:
    """The label that was made for a case."""
    return Label.objects.filter(case=case_id).select_related("carrier").first()


def labels_left() -> bool:
    """Whether a contracted carrier has numbers for labels left."""
    return Carrier.objects.filter(is_contracted=True, is_enabled=True).exclude(label_next="").exists()


def labels_with(carrier: Carrier, numbers: Iterable[str]) -> list[Label]:
    """The labels of a carrier that have one of the numbers."""
    return list(
        Label.objects.filter(carrier=carrier, tracking_number__in=set(numbers)).select_related("case").order_by("pk")
    )
