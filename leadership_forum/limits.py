"""Which address counts as what; how often that may be is in `accounts.limits`.

Whatever takes a POST has a row here (tests/leadership_forum/test_limits.py). What has none by
mistake counts as a press of a button.
"""

from typing import Final

# Where nobody acts for themselves: who sends it is known by a signature in the address.
FREE: Final = ("anymail",)

ROWS: Final[dict[str, str]] = {
    "topic": "threads:topic_create",
    "reply": "threads:reply",
    "edit": "threads:post_edit threads:held_detail",
    "text": """
        threads:ask_list threads:ask_answer threads:ask_set_aside threads:fresh_start
        threads:topic_panel threads:perspective_edit threads:perspective_respond
        threads:topic_origins threads:prompt_add threads:prompt_suggest threads:suggestion_decide
        threads:prompt_edit threads:suggest_prompts threads:harvest_list threads:harvester_name
        threads:harvest_cite threads:harvest_publish threads:citation_dispute threads:phase
        threads:fishbowl_times threads:chair_free threads:chair_rest threads:round_start
        threads:round_skip threads:gallery threads:host_act threads:account_close
        accounts:profile_edit accounts:handle_edit accounts:data
        accounts:circle_edit accounts:circle_join accounts:circle_act accounts:request_decide
        accounts:invitation_list accounts:invitation_revoke accounts:invitation_detail
        moderation:appeal_make moderation:appeal_signed
    """,
    # Its form keeps itself while one writes, with the same address.
    "draft": "threads:draft_list threads:draft_discard threads:harvest_edit",
    "flag": "moderation:post_flag moderation:report_take_back",
    "preview": "threads:preview",
    "search": "threads:search",
    "offer": "threads:search_similar threads:people_names",
    "press": """
        threads:category_follow threads:category_by_mail threads:tag_follow threads:following
        threads:category_read threads:topic_read threads:topic_follow threads:topic_all_read
        threads:chair_take threads:chair_give_back threads:chair_give threads:hand_raise
        threads:hand_lower threads:invitation threads:chairs threads:round_pass threads:round_end
        threads:gallery_questions threads:ask_reopen threads:topic_unrelate threads:prompt_order
        threads:prompt_pass threads:prompt_follow threads:prompt_act threads:post_filing
        threads:post_unread threads:post_like threads:post_withdraw threads:post_bookmark
        threads:bookmark_remove threads:bookmark_done threads:harvest_unpublish
        threads:held_withdraw threads:agreement threads:person_ignore
        accounts:appearance_edit accounts:circle_leave
        accounts:session_end accounts:session_end_others
        notifications:mark_read notifications:mail_stop notifications:digest
        notifications:notice_settings notifications:mail_pause notifications:mail_again
    """,
    "care": """
        moderation:appeal_answer moderation:case_act moderation:undo moderation:person_sanction
        moderation:topic_curate moderation:topic_posts moderation:post_hide moderation:post_restore
    """,
    "sign_up": "account_signup",
    "account": """
        account_login account_logout account_inactive account_reauthenticate account_email
        account_email_verification_sent account_change_password account_set_password
        account_reset_password account_confirm_login_code account_confirm_password_reset_code
        account_complete_password_reset account_password_reset_completed
        mfa_index mfa_authenticate mfa_reauthenticate mfa_activate_totp mfa_deactivate_totp
        mfa_view_recovery_codes mfa_generate_recovery_codes mfa_download_recovery_codes
        mfa_add_webauthn mfa_edit_webauthn mfa_list_webauthn mfa_login_webauthn
        mfa_reauthenticate_webauthn mfa_remove_webauthn
    """,
}
KINDS: Final = {name: kind for kind, names in ROWS.items() for name in names.split()}
# Asked for by reading, and dear all the same.
COUNTED_READING: Final = ("search", "offer")


def kind_of(name: str, method: str | None) -> str:
    """What a request to the address of that name counts as; empty for what is not counted."""
    namespace = name.partition(":")[0]
    kind = "care" if namespace == "admin" else KINDS.get(name, "press")
    if method in {"GET", "HEAD", "OPTIONS"} and kind not in COUNTED_READING:
        return ""
    return "" if namespace in FREE else kind
