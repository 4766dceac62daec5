from aftercare.cases.models.case import Case
from aftercare.cases.models.follow_up import FollowUp
from aftercare.cases.models.intervention import Intervention
from aftercare.cases.models.note import Note
from aftercare.cases.models.question import Question
from aftercare.cases.models.referral import Referral
from aftercare.cases.models.turn import Turn

__all__ = ["Case", "FollowUp", "Intervention", "Note", "Question", "Referral", "Turn"]
