"""What a refusal is, and the rules about people, each written once.

`check_…` raises `Refusal` with a sentence for the person. Each app's `policies` follow this form.
"""

from accounts.policies.circles import (
    check_ask_to_join,
    check_describe,
    check_give_role,
    check_invite_people,
    check_lead,
    check_leave,
    check_remove,
    check_revoke,
)
from accounts.policies.leaving import check_close, check_rename
from accounts.policies.members import check_ignore, check_member, check_sign_in, check_writer
from accounts.policies.refusals import Gone, LostRace, Refusal, TooFast, reason
from accounts.policies.rights import WAY_IN, check_right, check_rights, check_sanction

__all__ = [
    "WAY_IN",
    "Gone",
    "LostRace",
    "Refusal",
    "TooFast",
    "check_ask_to_join",
    "check_close",
    "check_describe",
    "check_give_role",
    "check_ignore",
    "check_invite_people",
    "check_lead",
    "check_leave",
    "check_member",
    "check_remove",
    "check_rename",
    "check_revoke",
    "check_right",
    "check_rights",
    "check_sanction",
    "check_sign_in",
    "check_writer",
    "reason",
]
