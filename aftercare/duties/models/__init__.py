"""What is kept about duties and tasks."""

from aftercare.duties.models.duty import DistanceStep, Duty
from aftercare.duties.models.rota import OnDuty, RotaDay
from aftercare.duties.models.task import Engineer, Task

__all__ = ["DistanceStep", "Duty", "Engineer", "OnDuty", "RotaDay", "Task"]
