"""API keys: made once, shown once, revoked for ever."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from aftercare.journal.commands.answers import Given, answer_once, fingerprint
from aftercare.org.commands.keys import create_key, revoke_key
from aftercare.org.queries.members import keys_visible_to
from aftercare.org.queries.merchants import merchants_visible_to
from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.keyset import Key, page_of
from aftercare.web.kit.toasts import go, say, warn
from aftercare.web.once import new_once
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.settings.forms.keys import NewKey
from aftercare.web.settings.sections import KEYS, section_page

NEWEST = Key("pk", of="number")
DIALOG = ["GET", "HEAD", "POST"]


@require_safe
@needs(Right.KEYS_MANAGE)
def key_list(request: DeskRequest) -> HttpResponse:
    """All keys, newest first; the revoked ones stay, since what they did stays too."""
    page = page_of(request, keys_visible_to(request.actor), NEWEST)
    return section_page(request, KEYS, "settings/keys.html", {"keys": page.rows, "pager": page.pager()})


@require_http_methods(DIALOG)
@needs(Right.KEYS_MANAGE)
def key_new(request: DeskRequest) -> HttpResponse:
    """Make a key and show its secret, this once."""
    form = NewKey(request.POST or None, merchants=merchants_visible_to(request.actor))
    if form.is_valid():
        with refusals_into(form):
            return _made(request, form)
    context = {"form": form, "once": request.POST.get("once") or new_once()}
    return render(request, "settings/key_form.html", context, status=form_status(form))


def _made(request: DeskRequest, form: NewKey) -> HttpResponse:
    """The page with the secret. Only that there is a key is kept for a repetition, never the secret."""
    shown: dict[str, object] = {}

    def work() -> Given:
        shown["key"], shown["secret"] = create_key(**form.cleaned_data, by=request.actor, at=timezone.now())
        return Given(200, {})

    once = request.POST.get("once", "")[:64] or new_once()
    asked = fingerprint("POST", request.path, once.encode())
    if answer_once(f"form:{once}", asked, work, by=request.actor, at=timezone.now()).repeated:
        warn(request, _("This key was made already. Its secret was shown then, and is not kept."))
        return go(request, reverse("settings-keys"))
    answer = section_page(request, KEYS, "settings/key_made.html", shown, crumb=_("New key"))
    add_never_cache_headers(answer)
    return answer


@require_http_methods(DIALOG)
@needs(Right.KEYS_MANAGE)
def key_revoke(request: DeskRequest, pk: int) -> HttpResponse:
    """Close a key, after asking."""
    key = get_object_or_404(keys_visible_to(request.actor), pk=pk)
    if request.method == "POST":
        revoke_key(key, by=request.actor, at=timezone.now())
        say(request, _("“%(name)s” opens nothing any more.") % {"name": key.name})
        return go(request, reverse("settings-keys"))
    return render(request, "settings/key_revoke.html", {"key": key})
