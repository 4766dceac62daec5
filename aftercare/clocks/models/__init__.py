from aftercare.clocks.models.calendar import Calendar, CalendarVersion
from aftercare.clocks.models.change import Change
from aftercare.clocks.models.clock import Clock, Owed
from aftercare.clocks.models.hotline import Hotline
from aftercare.clocks.models.policy import Policy, PolicyStep

__all__ = ["Calendar", "CalendarVersion", "Change", "Clock", "Hotline", "Owed", "Policy", "PolicyStep"]
