"""Rating a case by its link, and reading what was said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from aftercare.cases.models import Case
from aftercare.kernel.errors import DomainError
from aftercare.moves.refusals import say
from aftercare.notifications.queries.inbound import case_to_rate
from aftercare.org.rights import Right
from aftercare.quality.commands.rating import check_ratable, rate
from aftercare.quality.queries.ratings import STARS, Summary, by_merchant, rating_of, summary, visible_to
from aftercare.web.access import needs, open_to_all
from aftercare.web.keyset import Key, page_of
from aftercare.web.kit.parts import Crumb
from aftercare.web.limits import place_of_asker, spend
from aftercare.web.links import WRONG_LINKS, guest_of, seal
from aftercare.web.quality.forms import Period, RateForm
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest

NEWEST = Key("given_at")


@dataclass(frozen=True)
class Bar:
    """How many gave so many stars."""

    stars: int
    count: int
    most: int


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all
def rate_case(request: DeskRequest, mark: str) -> HttpResponse:
    """The buyer's page: stars and words, once; afterwards, or when it is too late, a sentence."""
    case = _case(request, mark)
    form = RateForm(request.POST or None)
    if request.method == "POST" and not _is_colleague(request) and form.is_valid():
        with refusals_into(form):
            said = form.cleaned_data
            language, at = get_language() or "en", timezone.now()
            rate(case, said["stars"], said["words"], language=language, by=guest_of(case), at=at)
            return seal(render(request, "quality/rate.html", {"case": case, "rating": rating_of(case.pk)}))
    context = {"case": case, "form": form, "rating": rating_of(case.pk), "why_not": _why_not(case)}
    context["is_colleague"] = _is_colleague(request)
    return seal(render(request, "quality/rate.html", context, status=form_status(form)))


@require_safe
@needs(Right.SCORES_SEE)
def ratings(request: DeskRequest) -> HttpResponse:
    """What buyers said: figures of a period, by merchant, and the words, newest first."""
    form = Period(request.GET)
    said = form.cleaned_data if form.is_valid() else {}
    since = timezone.now() - timedelta(days=said.get("days") or 90)
    found = visible_to(request.actor).filter(given_at__gte=since)
    whole = summary(found)
    page = page_of(request, found.filter(stars=said["stars"]) if said.get("stars") else found, NEWEST)
    context = {
        "form": Period(initial={"days": said.get("days") or 90, "stars": said.get("stars") or ""}),
        "whole": whole,
        "bars": _bars(whole),
        "merchants": by_merchant(found),
        "page": page.rows,
        "pager": page.pager(),
        "crumbs": [Crumb(_("Ratings"))],
    }
    return render(request, "quality/ratings.html", context)


def _case(request: DeskRequest, mark: str) -> Case:
    """The case behind a link; wrong ones are a 404, and are counted by who asks."""
    case = case_to_rate(mark)
    if case is None:
        spend(WRONG_LINKS, place_of_asker(request), at=timezone.now())
        raise Http404
    return case


def _why_not(case: Case) -> str:
    try:
        check_ratable(case, at=timezone.now())
    except DomainError as refusal:
        return say(refusal)
    return ""


def _is_colleague(request: DeskRequest) -> bool:
    """Somebody of ours looks through a buyer's link: he rates nothing in the buyer's name."""
    return bool(request.user.is_authenticated) and not request.actor.may(Right.OWN_CASES)


def _bars(whole: Summary) -> Sequence[Bar]:
    return [Bar(stars, count, max(whole.count, 1)) for stars, count in zip(STARS, whole.by_stars, strict=True)]
