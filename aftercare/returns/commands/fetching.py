"""New goods that a buyer fetches at a service point: chosen, arrived there, handed over for his code [RET-70]."""

import secrets
from datetime import datetime

from django.utils.translation import gettext_noop as _

from aftercare.cases.models import Case
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import Conflict, DomainError, NotAllowed
from aftercare.moves.commands import locked, move
from aftercare.org.models import ServicePoint
from aftercare.org.queries.points import points_of
from aftercare.org.rights import Right
from aftercare.returns.lifecycle import FETCH
from aftercare.returns.models import Dispatch, Fetch, Return
from aftercare.returns.queries.dispatching import gone_dispatch, open_dispatch
from aftercare.returns.queries.fetching import choices_of, fetch_of, plain_code
from aftercare.returns.terms import FetchState
from aftercare.rows.whole import whole

_SIGNS = "ACDEFGHJKLMNPQRTUVWXY34679"
CODE_LENGTH = 8
"""Some 200 billion codes of signs that nobody mistakes for each other."""


class NotToFetch(Conflict):
    """The new goods have left, or none are sent, or not at that point."""

    code = "not_to_fetch"


class WrongCode(DomainError):
    """The code is not that of these goods."""

    code = "wrong_code"


@whole()
def choose_point(returning: Return, point: ServicePoint | None, *, by: Actor, at: datetime) -> Fetch | None:
    """The buyer fetches the new goods at this point, or (None) has them sent to him after all."""
    _check_chooser(returning, by)
    returning = locked(returning)
    offered = choices_of(returning)
    if not offered or (point is not None and point.pk not in [one.pk for one in offered]):
        raise NotToFetch(_("The new goods of this case cannot be fetched there, or have left already."), field="point")
    made = _chosen(returning.case, point, by=by, at=at)
    address_dispatch(returning.case)
    return made


def address_dispatch(case: Case) -> None:
    """What has not left yet goes where the buyer wants it: to the point of his choice, or to himself."""
    dispatch, fetch = open_dispatch(case.pk), fetch_of(case.pk)
    if dispatch:
        Dispatch.objects.filter(pk=dispatch.pk).update(address=address_of(fetch.point) if fetch else case.address)


def address_of(point: ServicePoint) -> str:
    """Where a point is, as it stands on a parcel."""
    return f"{point.name}, {point.street}, {point.city}"[:300]


@whole()
def arrive(fetch: Fetch, *, by: Actor, at: datetime) -> Fetch:
    """The parcel lies at the point; from now on the buyer has a code to show."""
    _check_point(fetch, by)
    fetch = locked(fetch)
    FETCH.target("arrive", fetch.state)
    if gone_dispatch(fetch.case_id) is None:
        raise NotToFetch(_("These goods have not been sent yet."))
    Fetch.objects.filter(pk=fetch.pk).update(code=_new_code())
    fetch.refresh_from_db(fields=["code"])
    return move(fetch, "arrive", FETCH, by=by, at=at, waits_since=at)


@whole()
def hand_over(fetch: Fetch, code: str, *, by: Actor, at: datetime) -> Fetch:
    """Who shows the code gets the goods."""
    _check_point(fetch, by)
    fetch = locked(fetch)
    FETCH.target("hand_over", fetch.state)
    if not secrets.compare_digest(plain_code(code).encode(), fetch.code.encode()):
        raise WrongCode(_("This is not the code of these goods. Ask for the one on the buyer's page."), field="code")
    return move(fetch, "hand_over", FETCH, by=by, at=at, handed_at=at, handed_by_name=by.name)


def _chosen(case: Case, point: ServicePoint | None, *, by: Actor, at: datetime) -> Fetch | None:
    known = Fetch.objects.filter(case=case).first()
    if known and point:
        return move(known, "choose", FETCH, by=by, at=at, point=point)
    if known and known.state != FetchState.CALLED_OFF:
        move(known, "call_off", FETCH, by=by, at=at)
    if known or point is None:
        return None
    made = Fetch.objects.create(case=case, point=point, state=FetchState.CHOSEN, state_since=at)
    record(Fact("returns.fetch.choose", made.label, by, at, stream=made.stream, after={"point": point.pk}))
    return made


def _check_chooser(returning: Return, by: Actor) -> None:
    is_own = by.owns(customer=returning.customer_id, case=returning.case_id) and by.may(Right.OWN_CASES)
    if not is_own and not (by.may(Right.RETURNS_NOTE) and by.serves(returning.merchant_id)):
        raise NotAllowed(_("You do not have the right to do this."))


def _check_point(fetch: Fetch, by: Actor) -> None:
    if not by.may(Right.POINTS_WORK) or not points_of(by).filter(pk=fetch.point_id).exists():
        raise NotAllowed(_("You do not work at this service point."))


def _new_code() -> str:
    return "".join(secrets.choice(_SIGNS) for _sign in range(CODE_LENGTH))
