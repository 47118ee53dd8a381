"""What a refusal is, and the rules about people, each written once.

`check_…` raises `Refusal` with a sentence for the person. Each app's `policies` follow this form.
"""

from accounts.policies.leaving import check_close, check_rename
from accounts.policies.members import check_ignore, check_member, check_sign_in, check_writer
from accounts.policies.refusals import Gone, LostRace, Refusal
from accounts.policies.rights import WAY_IN, check_right, check_rights, check_sanction

__all__ = [
    "WAY_IN",
    "Gone",
    "LostRace",
    "Refusal",
    "check_close",
    "check_ignore",
    "check_member",
    "check_rename",
    "check_right",
    "check_rights",
    "check_sanction",
    "check_sign_in",
    "check_writer",
]
