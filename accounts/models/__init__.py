"""A person, the devices they are signed in on, what happened to their account, and who may join."""

from accounts.models.device import Device
from accounts.models.event import SecurityEvent
from accounts.models.invite import Invite
from accounts.models.person import User, WaitChoices, default_waits, time_zones, validate_time_zone, validate_waits
from accounts.models.upload import Upload

__all__ = [
    "Device",
    "Invite",
    "SecurityEvent",
    "Upload",
    "User",
    "WaitChoices",
    "default_waits",
    "time_zones",
    "validate_time_zone",
    "validate_waits",
]
