"""Photos from a phone: a page without sign-in behind the code on the desk's screen, and what came of it."""

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from aftercare.kernel.actor import Actor
from aftercare.org.queries.actors import actor_of_member
from aftercare.org.queries.members import member_by_id
from aftercare.org.rights import Right
from aftercare.returns.commands.evidence import add_dock_photos
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import evidence_of
from aftercare.returns.queries.docking import TO_RECEIVE, at_the_dock
from aftercare.web.access import needs, open_to_all
from aftercare.web.dock.phones import read_pass
from aftercare.web.dock.photos import dock_photo
from aftercare.web.kit.toasts import say
from aftercare.web.links import seal
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.uploads import photos_of, upload_of


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: DeskRequest, token: str) -> HttpResponse:
    """Take photos; they stand on the count page of the desk a moment later. Counts nothing, shows no buyer."""
    actor, returning = _opened(token)
    form = Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            at = timezone.now()
            photos = photos_of(request, "photos", by=actor, at=at)
            add_dock_photos(returning, photos, by=actor, at=at)
            say(request, _("Sent. They stand on the desk's page now."))
            return seal(redirect(request.path))
    context = {"returning": returning, "form": form, "upload": upload_of("photos", _("Take photos"))}
    return seal(render(request, "dock/phone.html", context, status=form_status(form)))


@require_safe
@needs(Right.GOODS_SEE)
def photos(request: DeskRequest, number: str) -> HttpResponse:
    """The photos as they are now, for the count page that asks every few seconds."""
    returning = at_the_dock(request.actor).filter(number=number).first()
    if returning is None:
        raise Http404
    context = {"photos": [dock_photo(one) for one in evidence_of(returning)], "returning": returning}
    return render(request, "dock/photos.html", context)


def _opened(token: str) -> tuple[Actor, Return]:
    """Who takes photos of what; what he may do is looked up now, so that a pass outlives no right."""
    known = read_pass(token)
    member = member_by_id(known.member) if known else None
    if known is None or member is None:
        raise Http404
    actor = actor_of_member(member)
    returning = at_the_dock(actor).filter(pk=known.returning).first()
    if returning is None or returning.state not in TO_RECEIVE or not actor.may(Right.GOODS_RECEIVE):
        raise Http404
    return actor, returning
