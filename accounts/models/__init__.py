"""Who: people, the circles they belong to, and the community that they make."""

from accounts.models.circles import Circle, CircleRole, JoinRequest, Membership
from accounts.models.community import Agreement, Community, DocumentKind, RoleLabel
from accounts.models.exports import Export
from accounts.models.invitations import Invitation, InvitationUse
from accounts.models.leaving import Closing, FormerHandle
from accounts.models.limits import Bucket
from accounts.models.people import Ignore, User, UserManager
from accounts.models.rights import (
    moderated_by,
    register_circles,
    register_moderated,
    register_waiting,
)
from accounts.models.strict import StrictManager, validate_language, validate_time_zone

__all__ = [
    "Agreement",
    "Bucket",
    "Circle",
    "CircleRole",
    "Closing",
    "Community",
    "DocumentKind",
    "Export",
    "FormerHandle",
    "Ignore",
    "Invitation",
    "InvitationUse",
    "JoinRequest",
    "Membership",
    "RoleLabel",
    "StrictManager",
    "User",
    "UserManager",
    "moderated_by",
    "register_circles",
    "register_moderated",
    "register_waiting",
    "validate_language",
    "validate_time_zone",
]
