"""The daily digest: what a colleague was to be told since yesterday, in one mail."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from aftercare.kernel.actor import SYSTEM
from aftercare.moves.commands import move
from aftercare.notifications.lifecycle import MESSAGE
from aftercare.notifications.models import Message, Preference
from aftercare.notifications.terms import ACCOUNT, ChannelKind, MessageState
from aftercare.rows.whole import whole

DIGEST = "digest"
_ALONE = (DIGEST, ACCOUNT)
_MOST_IN_ONE = 200


def bundle_due(*, at: datetime) -> int:
    """Make the digests whose hour has come; returns how many. Each is made whole, or not at all."""
    waiting = Message.objects.filter(state=MessageState.WAITING, channel=ChannelKind.EMAIL, due_at__lte=at, tries=0)
    chosen = Preference.objects.filter(digest=True, member__isnull=False).values("member")
    members = waiting.filter(member__in=chosen).exclude(event__in=_ALONE).values_list("member", flat=True).distinct()
    return sum(_bundle(member_id, at) for member_id in list(members))


@whole()
def _bundle(member_id: int, at: datetime) -> bool:
    parts = list(
        Message.objects.select_for_update(no_key=True, skip_locked=True)
        .filter(member=member_id, state=MessageState.WAITING, channel=ChannelKind.EMAIL, due_at__lte=at, tries=0)
        .exclude(event__in=_ALONE)
        .order_by("pk")[:_MOST_IN_ONE]
    )
    if len(parts) < 2:
        return False
    whole = _whole(parts, at)
    for part in parts:
        move(part, "bundle", MESSAGE, by=SYSTEM, at=at, digest=whole)
    return True


def _whole(parts: Sequence[Message], at: datetime) -> Message:
    first = parts[0]
    with translation.override(first.language):
        subject = _("%(count)d messages from Aftercare") % {"count": len(parts)}
    return Message.objects.create(
        key=f"digest:{first.member_id}:{first.pk}",
        event=DIGEST,
        channel=first.channel,
        role=first.role,
        member_id=first.member_id,
        address=first.address,
        to_name=first.to_name,
        language=first.language,
        subject=subject,
        body="\n\n".join(part.body.strip() for part in parts),
        made_at=at,
        due_at=at,
        quiet_zone=next((part.quiet_zone for part in parts if part.quiet_zone), ""),
        state=MessageState.WAITING,
        state_since=at,
    )
