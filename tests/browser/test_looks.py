"""Every page of three sites, for guests, members and moderators, in three widths and both themes.

`shows` names the templates that a walk must have brought before axe; test_looks_whole.py holds the
names against the folder.
"""

import pytest

from tests.browser import sites


@pytest.fixture
def scripts() -> bool:
    """These tests need scripts: axe is one."""
    return True


ROLES = ("guest", "member", "moderator")


@pytest.mark.parametrize("role", ROLES)
def test_a_site_with_nothing(role, db, visit, look):
    for site in sites.empty_sites():
        look.walk(visit(site.viewer(role)), sites.pages(site, role))


# What the usual site shows: a guest's ways in, and to a moderator nearly everything.
GUESTS = (
    "account/login.html",
    "account/password_reset.html",
    "account/signup.html",
    "threads/_running.html",
)
MODERATORS = (
    "account/email.html",
    "account/logout.html",
    "account/password_change.html",
    "account/reauthenticate.html",
    "accounts/ignored_list.html",
    "accounts/profile_form.html",
    "accounts/appearance_edit.html",
    "allauth/elements/badge.html",
    "allauth/elements/button.html",
    "allauth/elements/field.html",
    "allauth/elements/fields.html",
    "allauth/elements/form.html",
    "allauth/elements/h1.html",
    "allauth/elements/h2.html",
    "allauth/elements/p.html",
    "allauth/elements/panel.html",
    "allauth/layouts/base.html",
    "base.html",
    "components/bowl.html",
    "components/bowl_small.html",
    "components/drafting.html",
    "components/empty.html",
    "components/face.html",
    "components/faces.html",
    "components/field.html",
    "components/filters.html",
    "components/icons.html",
    "components/keys.html",
    "components/list_nav.html",
    "components/mark.html",
    "components/onward.html",
    "components/own.html",
    "components/pager.html",
    "components/pager_links.html",
    "components/panel.html",
    "components/settings_nav.html",
    "components/source.html",
    "components/toolbar.html",
    "leadership_forum/outbox.html",
    "moderation/_case.html",
    "moderation/_case_act.html",
    "moderation/_case_hidden.html",
    "moderation/_keys.html",
    "moderation/_log_row.html",
    "moderation/_person_facts.html",
    "moderation/_undo.html",
    "moderation/case_detail.html",
    "moderation/case_list.html",
    "moderation/log.html",
    "moderation/person_record.html",
    "moderation/person_sanction.html",
    "moderation/post_flag.html",
    "moderation/report_list.html",
    "moderation/topic_curate.html",
    "moderation/topic_posts.html",
    "notifications/notice_list.html",
    "notifications/digest.html",
    "notifications/notice_settings.html",
    "threads/_bookmark.html",
    "threads/_curate.html",
    "threads/_follow.html",
    "threads/_followed.html",
    "threads/_keep.html",
    "threads/_line.html",
    "threads/_mark.html",
    "threads/_post.html",
    "threads/_prompts.html",
    "threads/_reply_form.html",
    "threads/_reply_place.html",
    "threads/_topic_nav.html",
    "threads/_topic_row.html",
    "threads/_waits_for_you.html",
    "threads/bookmark_list.html",
    "threads/category_list.html",
    "threads/draft_list.html",
    "threads/held_detail.html",
    "threads/held_list.html",
    "threads/follow.html",
    "threads/following.html",
    "threads/help_writing.html",
    "threads/people_list.html",
    "threads/person_detail.html",
    "threads/post_bookmark.html",
    "threads/post_history.html",
    "threads/post_likes.html",
    "threads/post_withdraw.html",
    "threads/prompt_detail.html",
    "threads/topic_catch_up.html",
    "threads/read_mark.html",
    "threads/topic_detail.html",
    "threads/topic_list.html",
    "threads/waiting_list.html",
)


@pytest.mark.parametrize(
    "role",
    [
        pytest.param("guest", marks=pytest.mark.shows(*GUESTS)),
        "member",
        pytest.param("moderator", marks=pytest.mark.shows("threads/_gap.html", *MODERATORS)),
    ],
)
def test_a_usual_site(role, db, visit, look, tell):
    for site in sites.usual_sites():
        tell()
        page = visit(site.viewer(role))
        look.walk(page, sites.pages(site, role))
        look.walk(page, sites.still_pages(role))


@pytest.mark.parametrize(
    "role",
    ["guest", pytest.param("member", marks=pytest.mark.shows("threads/_held.html")), "moderator"],
)
def test_a_site_with_the_most_of_everything(role, db, visit, look, tell):
    for site in sites.extreme_sites():
        tell()
        page = visit(site.viewer(role))
        look.walk(page, sites.pages(site, role))
        if role == "moderator":
            look.unfold(page, "/moderation/")
