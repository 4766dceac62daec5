"""The words of messages: changed, looked at with a real case, tried out."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from aftercare.cases.queries.file import visible_to
from aftercare.kernel.errors import DomainError
from aftercare.notifications.commands.again import test_message
from aftercare.notifications.commands.setting import check_words, reset_template, set_template
from aftercare.notifications.queries.facts import Cause, example_of_case, example_words
from aftercare.notifications.queries.people import Person
from aftercare.notifications.queries.setting import wording
from aftercare.notifications.rules.events import BY_CODE
from aftercare.notifications.rules.templates import fill, one_line
from aftercare.notifications.terms import ChannelKind, Event, Words
from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.kit.parts import Tab
from aftercare.web.kit.toasts import go, say
from aftercare.web.message_words import EVENT
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.seen import Seen
from aftercare.web.settings.forms.messages import WordsForm
from aftercare.web.settings.sections import MESSAGES, section_page


class NoSuchCase(DomainError):
    """The case that was named is not there."""

    code = "no_such_case"


@dataclass(frozen=True)
class Preview:
    """What the buyer, or the colleague, would read."""

    number: str
    subject: str
    body: str
    short: str


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.MESSAGES_MANAGE)
def template(request: DeskRequest, event: str, language: str) -> HttpResponse:
    """The words of one event in one language; a broken variable is refused here, so it never reaches the sender."""
    told, known = BY_CODE.get(event), dict(settings.LANGUAGES)
    if told is None or language not in known:
        raise Http404
    current = wording()
    form = WordsForm(request.POST or None, initial=_answers(current.of(event, language)))
    seen = Seen(request, lambda: _answers(wording().of(event, language)))
    preview = None
    if form.is_valid():
        with refusals_into(form):
            check_words(told, form.words())
            if request.POST.get("act") in ("save", "reset"):
                with seen.unchanged():
                    return _decide(request, told, language, form)
            preview = _tried(request, told, language, form)
    context = {
        "form": form,
        "event": told,
        "title": EVENT[event],
        "language": language,
        "is_own": current.is_own(event, language),
        "variables": sorted(told.variables),
        "preview": preview,
        "hint": _("A part between {{#day}} and {{/day}} is only said when there is a day."),
        "tabs": [Tab(name, reverse("settings-template", args=[event, code]), current=code == language)
                 for code, name in settings.LANGUAGES],
    }  # fmt: skip
    answer = section_page(request, MESSAGES, "settings/template.html", context, crumb=EVENT[event])
    answer.status_code = form_status(form)
    return answer


def _decide(request: DeskRequest, event: Event, language: str, form: WordsForm) -> HttpResponse:
    at = timezone.now()
    if request.POST.get("act") == "reset":
        reset_template(event, language, by=request.actor, at=at)
        say(request, _("The message says again what it said at the beginning."))
    else:
        set_template(event, language, form.words(), by=request.actor, at=at)
        say(request, _("Saved. Messages that are waiting already stay as they are."))
    return go(request, reverse("settings-template", args=[event.code, language]))


def _tried(request: DeskRequest, event: Event, language: str, form: WordsForm) -> Preview:
    """The preview; and the same sent to whoever asks, if he wants it."""
    cause = _cause(request, form.cleaned_data["number"], event)
    if request.POST.get("act") == "test" and request.member:
        person = Person(
            f"member-{request.member.pk}", "administrator", request.member.name, language, settings.TIME_ZONE,
            email=request.member.email, member_id=request.member.pk,
        )  # fmt: skip
        test_message(event, form.words(), cause, person, ChannelKind.EMAIL, by=request.actor, at=timezone.now())
        say(request, _("A test goes to %(address)s within a minute.") % {"address": request.member.email})
    words = example_words(cause, event.variables, language)
    return _preview(cause, form.words(), words)


def _preview(cause: Cause, said: Words, words: Mapping[str, str]) -> Preview:
    number = cause.case.number if cause.case else ""
    return Preview(number, one_line(fill(said.subject, words)), fill(said.body, words), fill(said.short, words))


def _cause(request: DeskRequest, number: str, event: Event) -> Cause:
    cases = visible_to(request.actor)
    found = cases.filter(number=number.strip().upper()).first() if number.strip() else cases.first()
    if found is None:
        raise NoSuchCase(gettext_noop("There is no such case to try it on."), field="number")
    return example_of_case(found, event, at=timezone.now())


def _answers(words: Words) -> dict[str, str]:
    return {"subject": words.subject, "body": words.body, "short": words.short}
