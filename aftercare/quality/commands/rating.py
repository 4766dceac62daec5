"""A buyer says how it was."""

from datetime import datetime

from django.utils.translation import gettext_noop as _

from aftercare.cases.models import Case
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import Conflict, DomainError, NotAllowed
from aftercare.org.rights import Right
from aftercare.quality.models import Rating
from aftercare.quality.queries.ratings import hindrance_of
from aftercare.quality.terms import BEST, WORST, Hindrance
from aftercare.rows.whole import whole

LONGEST = 1000

_SENTENCE = {
    Hindrance.RATED: _("You have rated this case already. Thank you."),
    Hindrance.OPEN: _("This case is not finished yet."),
    Hindrance.DISPUTED: _("A complaint about this case is open. It can be rated once that is settled."),
    Hindrance.EXPIRED: _("The time to rate this case is over."),
}


class NotNow(Conflict):
    """It has been rated, is not over, is quarrelled about, or was over long ago."""

    code = "not_to_be_rated"


class BadRating(DomainError):
    """No number of stars, or too many words."""

    code = "bad_rating"


def check_ratable(case: Case, *, at: datetime) -> None:
    """Raise NotNow, with the reason, when the case cannot be rated."""
    why = hindrance_of(case, at=at)
    if why:
        raise NotNow(_SENTENCE[why])


@whole()
def rate(case: Case, stars: int, words: str, *, language: str, by: Actor, at: datetime) -> Rating:
    """The buyer rates his case, once. The journal tells the stars; his words stand on the case alone."""
    if not by.may(Right.OWN_CASES) or by.customer != case.customer_id:
        raise NotAllowed(_("You do not have the right to do this."))
    if not WORST <= stars <= BEST:
        raise BadRating(_("Choose one to five stars."), field="stars")
    said = words.strip()
    if len(said) > LONGEST:
        raise BadRating(_("Write at most %(most)d characters."), field="words", most=LONGEST)
    locked = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    check_ratable(locked, at=at)
    made = Rating.objects.create(
        case=locked, merchant_id=locked.merchant_id, stars=stars, words=said, language=language, given_at=at
    )
    record(Fact("quality.rating.give", made.label, by, at, stream=made.stream, after={"stars": stars}))
    return made
