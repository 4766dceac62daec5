from aftercare.notifications.models.delivery import Delivery, DeliveryAttempt, Endpoint
from aftercare.notifications.models.inbound import InboundFile, InboundMail
from aftercare.notifications.models.message import Attempt, Message, Notice
from aftercare.notifications.models.reaching import Block, Preference
from aftercare.notifications.models.setting import Choice, Outlet, Policy, Template

__all__ = [
    "Attempt",
    "Block",
    "Choice",
    "Delivery",
    "DeliveryAttempt",
    "Endpoint",
    "InboundFile",
    "InboundMail",
    "Message",
    "Notice",
    "Outlet",
    "Policy",
    "Preference",
    "Template",
]
