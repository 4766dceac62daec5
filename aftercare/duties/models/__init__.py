from aftercare.duties.models.duty import DistanceStep, Duty
from aftercare.duties.models.task import Task

__all__ = ["DistanceStep", "Duty", "Task"]
