"""What buyers asked for in a month, by type and reason, beside the month before. [CMP-17]"""

from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import get_language

from aftercare.catalog.models import Reason
from aftercare.kernel.actor import Actor
from aftercare.returns.queries.listing import visible_to

_MOST = 200


def analysis_of_month(actor: Actor, on: date) -> list[tuple[str, ...]]:
    """Rows of type, reason, count, share of a hundred and count of the month before; the most frequent first."""
    first = on.replace(day=1)
    begins, ends = _midnight(first), _midnight((first + timedelta(days=32)).replace(day=1))
    before = _midnight((first - timedelta(days=1)).replace(day=1))
    now, then = Q(applied_at__gte=begins), Q(applied_at__lt=begins)
    rows = visible_to(actor).filter(applied_at__gte=before, applied_at__lt=ends).order_by()
    counted = rows.values_list("kind", "reason").annotate(now=Count("pk", filter=now), then=Count("pk", filter=then))
    found = sorted(counted, key=lambda row: (-row[2], -row[3]))[:_MOST]
    reasons = Reason.objects.in_bulk([row[1] for row in found if row[1]])
    whole, language = sum(row[2] for row in found) or 1, get_language() or "en"
    return [
        (kind, reasons[pk].label_in(language) if pk else "–", str(count), f"{100 * count / whole:.1f}", str(earlier))
        for kind, pk, count, earlier in found
    ]


def _midnight(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time.min))
