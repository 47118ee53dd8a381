"""What `bin/screenshots.py` looks at: every page and state of the demo, and what one does there."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

PASSWORD = "fishbowl-demo"
Step = Callable[[Page], None]


@dataclass(frozen=True)
class Shot:
    """A page or a state: `<title>` is the address of a topic, `<title|3>` the id of a post."""

    name: str
    path: str
    who: str = ""
    step: Step | None = None


# --- What one does on a page --------------------------------------------------------------------


def press(name: str, **fields: str) -> Step:
    """Send a form by the button of that name, whatever the browser thinks of the fields."""

    def step(page: Page) -> None:
        page.evaluate("for (const form of document.forms) form.noValidate = true")
        for field_name, value in fields.items():
            page.locator(f"main [name={field_name}]").first.fill(value)
        page.locator("main").get_by_role("button", name=name, exact=True).last.click()
        page.wait_for_load_state("networkidle")

    return step


def opened(selector: str) -> Step:
    """Open what is folded."""
    return lambda page: page.evaluate(
        "s => document.querySelectorAll(s).forEach((fold) => { fold.open = true; })", selector
    )


def focused(selector: str) -> Step:
    """Put the focus there, as a finger would."""

    def step(page: Page) -> None:
        page.locator(selector).first.focus()
        page.wait_for_timeout(300)

    return step


def typed(selector: str, text: str) -> Step:
    """Write into a field key by key."""

    def step(page: Page) -> None:
        page.locator(selector).first.press_sequentially(text)
        page.wait_for_timeout(900)

    return step


def edited(page: Page) -> None:
    """Open the first post that one may edit, in its place."""
    page.locator("[data-do=edit]").first.click()
    page.locator(".post-edit textarea").first.wait_for()


# --- The pages ----------------------------------------------------------------------------------

RECAP = "<Rest and rhythm>"
OPENINGS = "<Opening rounds>"
LONGEST = "<LONGEST>"


def lists() -> list[Shot]:
    """What there is to read."""
    return [
        Shot("home", "/"),
        Shot("home of a member", "/", "ada"),
        Shot("home, the last page", "/?page=2"),
        Shot("home, closed ones", "/?state=closed"),
        Shot("home, fishbowls", "/?kind=fishbowl", "ada"),
        Shot("home, nothing found", "/?kind=recap&state=closed"),
        Shot("waiting", "/waiting/", "ada"),
        Shot("categories", "/categories/"),
        Shot("category", "/c/commons/"),
        Shot("category of members", "/c/quiet-room/", "ada"),
        Shot("tag", "/tag/fishbowl/"),
        Shot("home, choosing", "/?select=1", "mo"),
    ]


def talk() -> list[Shot]:
    """Topics, prompts, posts."""
    return [
        Shot("recap", RECAP),
        Shot("recap, moderator", RECAP, "mo", opened(".curate")),
        Shot("fishbowl", "<Questions for Saturday>", "ada"),
        Shot("fishbowl, panel", "<Dogs on the commons>", "ben"),
        Shot("fishbowl, round", "<Who mends the tools>", "ada"),
        Shot("ordinary topic", "<The basket by the door>", "ben"),
        Shot("closed", "<A swarm in the letter box>", "ada"),
        Shot("archived", "<Joining a circle halfway>", "ada"),
        Shot("hidden and withdrawn", "<Growing old in a shared house>", "mo", opened(".kept")),
        Shot("hidden, guest", "<What did you need to know>"),
        Shot("budget", "<Draft of the federation>", "mo"),
        Shot("long, first page", LONGEST, "ada"),
        Shot("long, last page", f"{LONGEST}?post=300"),
        Shot("one post", f"{RECAP}3/"),
        Shot("languages", "<One role, four languages>"),
        Shot("extreme words", "<Donaudampf>", "ada"),
        Shot("extreme arabic", "<كيف نقرر>", "ada"),
        Shot("prompt", "<PROMPT>", "ada"),
        Shot("prompt, guest", "<PROMPT>"),
        *conversation(),
    ]


def conversation() -> list[Shot]:
    """What can be added to a topic: panel, questions to people, seals, harvest, hosts."""
    return [
        Shot("recap, asked", RECAP, "mira.oday"),
        Shot("asks", "<ASKS>", "mira.oday"),
        Shot("board", f"{RECAP}board/", "ada"),
        Shot("questions, host", "<QUESTIONS>", "ada"),
        Shot("harvest", "<HARVEST>", "sorenq"),
        Shot("harvest in its topic", OPENINGS, "ben"),
        Shot("sealed", OPENINGS, "ada"),
        Shot("sealed prompt", "<SEALED>", "ada"),
        Shot("sealed prompt, answered", "<SEALED>", "ben"),
        Shot("interim harvest", "<When an objection>", "ben"),
        Shot("reworded", "<What did you need to know>", "ben"),
        Shot("filing suggested", "<Setting rents>", "ada"),
        Shot("nobody holds it", "<What a delegate carries>", "mo"),
        Shot("grew out of", "<other phrases we could do>", "ada"),
        Shot("glossary", "/glossary/"),
    ]


def writing() -> list[Shot]:
    """Composer and forms."""
    return [
        Shot("composer", RECAP, "ben", focused("#reply")),
        Shot("composer, reply", f"{RECAP}2/?reply_to=2&quote=2#reply", "ben", focused("#reply")),
        Shot("composer, refused", RECAP, "ben", press("Post", body=" ")),
        Shot("composer, names", RECAP, "ben", typed("#reply", "Well, @gr")),
        Shot("composer, preview", RECAP, "ben", press("Preview", body="# Two\n\n- *a*\n- b")),
        Shot("new topic", "/topics/new/?category=commons", "ben"),
        Shot("new topic, refused", "/topics/new/", "ben", press("Publish")),
        Shot(
            "new topic, offered",
            "/topics/new/",
            "ben",
            press("Make questions from the last lines", body="Well:\n\nWho?\nWhy?"),
        ),
        Shot("new topic, set up", "/topics/new/", "ben", opened(".setup")),
        Shot("edit", f"/p/{RECAP[:-1]}|1>/edit/", "ada"),
        Shot("edit in place", RECAP, "ada", edited),
        Shot("history", "/p/<Four-day weeks|EDITED>/history/"),
        Shot("withdraw", "/p/<A garden bed|OWN>/delete/", "ada"),
        Shot("flag", f"/p/{RECAP[:-1]}|2>/flag/", "ada"),
        Shot(
            "flag, refused",
            f"/p/{RECAP[:-1]}|2>/flag/",
            "ada",
            press("Something else, in my own words"),
        ),
        Shot("likes", "/p/<A swarm|2>/likes/"),
        Shot("how to write", "/help/writing/"),
    ]


def people() -> list[Shot]:
    """People, notices, drafts, settings."""
    return [
        Shot("people", "/people/"),
        Shot("people, none", "/people/?q=nobody-of-this-name"),
        Shot("profile", "/u/ada/"),
        Shot("profile, topics", "/u/ada/?tab=topics", "mo"),
        Shot("profile, own", "/u/ada/", "ada"),
        Shot("profile, nothing", "/u/_juniper/", "_juniper"),
        Shot("profile, many languages", "/u/noor_h/"),
        Shot("notices", "/notifications/", "ada"),
        Shot("notices, none", "/notifications/", "_juniper"),
        Shot("drafts", "/drafts/", "ben"),
        Shot("drafts, none", "/drafts/", "_juniper"),
        Shot("bookmarks", "/bookmarks/", "ben"),
        Shot("bookmarks, none", "/bookmarks/", "_juniper"),
        Shot("waiting texts, none", "/held/", "ada"),
        Shot("waiting texts", "/held/", "<HELD-BY>"),
        Shot("waiting text, own", "<HELD>", "<HELD-BY>"),
        Shot("reports, own", "/reports/", "ada"),
        Shot("reports, none", "/reports/", "_juniper"),
        Shot("settings, profile", "/settings/profile/", "ada"),
        Shot("settings, following", "/settings/following/", "ada"),
        Shot("settings, following, none", "/settings/following/?of=places", "_juniper"),
        Shot("follow a category", "/c/circles-and-roles/follow/", "ada"),
        Shot("settings, notices", "/settings/notices/", "ben"),
        Shot("settings, mail", "/account/email/", "ada"),
        Shot("settings, password", "/account/password/change/", "ada"),
        Shot("settings, second", "/account/2fa/", "ada"),
        Shot("silenced", RECAP, "oakes"),
    ]


def door() -> list[Shot]:
    """Coming in and going out."""
    reset, totp = "/account/password/reset/", "/account/2fa/totp/activate/"
    return [
        Shot("sign in", "/account/login/"),
        Shot("sign in, refused", "/account/login/", "", press("Sign In", login="x", password="y")),
        Shot("sign up", "/account/signup/"),
        Shot("sign up, refused", "/account/signup/", "", press("Sign Up", email="x")),
        Shot("reset", "/account/password/reset/"),
        Shot("reset sent", reset, "", press("Reset My Password", email="x@example.org")),
        Shot("reset done", "/account/password/reset/done/"),
        Shot(
            "suspended", "/account/login/", "", press("Sign In", login="zora.t", password=PASSWORD)
        ),
        Shot("reauthenticate", "/account/reauthenticate/", "ben"),
        Shot("second factor", totp, "ben", press("Confirm", password=PASSWORD)),
        Shot("sign out", "/account/logout/", "ben"),
        Shot("outbox", "/outbox/"),
    ]


def care() -> list[Shot]:
    """Moderating."""
    chosen = "&".join(f"topics={number}" for number in (2, 3, 4))
    return [
        Shot("queue", "/moderation/", "mo"),
        Shot("queue, unfolded", "/moderation/", "mo", opened("details:not(.menu)")),
        Shot("queue, empty", "/moderation/?reason=spam&category=quiet-room", "mo"),
        Shot("queue, resolved", "<RESOLVED>", "mo"),
        Shot("case", "<CASE>", "mo"),
        Shot("log", "/moderation/log/", "ada"),
        Shot("log, narrowed", "/moderation/log/?act=hide&person=mo", "mo", opened(".log-filter")),
        Shot("log, nothing", "/moderation/log/?act=hide&person=ada", "mo"),
        Shot("record", "/moderation/people/stone-cutter/", "mo"),
        Shot("silence", "/moderation/people/tom_hazel/silence/", "mo"),
        Shot("suspend, refused", "/moderation/people/tom_hazel/suspend/", "mo", press("Suspend")),
        Shot("hide", f"/moderation/posts/{RECAP[:-1]}|2>/hide/", "mo"),
        Shot("pin", f"/moderation/topics/pin/?{chosen}", "mo"),
        Shot("move", f"/moderation/topics/move/?{chosen}", "mo"),
        Shot("close several", f"/moderation/topics/close/?{chosen}", "mo"),
        Shot("merge", f"/moderation/topics/merge/?{chosen}", "mo"),
        Shot("take apart", "<TAKE-APART>", "mo"),
        Shot("waiting text, moderator", "<HELD>", "mo"),
        Shot("style", "/style/", "root", upwards),
        Shot("style, right to left", "/style/?dir=rtl", "root"),
    ]


def errors() -> list[Shot]:
    """Answers that are no page: drawn from their templates, without provoking each."""
    names = ("400", "403", "403_csrf", "404", "409", "410", "413", "422", "429", "500", "503")
    return [Shot(f"error {name}", f"/error-{name}/") for name in names] + [
        Shot("error 404, member", "/error-404/", "ada"),
        Shot("error 403, member", "/moderation/", "ben"),
    ]


def every_shot() -> list[Shot]:
    """All of them."""
    return [*lists(), *talk(), *writing(), *people(), *door(), *care(), *errors()]


# --- The pictures of the documentation ----------------------------------------------------------


def answered(page: Page) -> None:
    """Answer the third post."""
    page.locator("#post-3 [data-do=answer]:not([data-quote])").click()
    typed("#reply", "We tried that too. It helps to say *out loud* when one stops.")(page)
    page.locator("[data-draft-note]:not(:empty)").wait_for()


def asked(page: Page) -> None:
    """Ask for the keys."""
    page.keyboard.press("?")
    page.locator("#keys[open]").wait_for()


def upwards(page: Page) -> None:
    """Back to the top, from the field that took the focus."""
    page.evaluate("scrollTo(0, 0)")


def pictures() -> list[tuple[str, Shot]]:
    """What stands in `docs/images`: the look, and the page under the name of its file."""
    preview = press(
        "Preview", body="## Two habits\n\n- a *timer* on the table\n- somebody who asks"
    )
    return [
        ("1280-light", Shot("topic", RECAP, "ben")),
        ("1280-dark", Shot("fishbowl", "<Dogs on the commons>", "ben")),
        ("1280-light", Shot("home", "/", "ben")),
        ("390-dark", Shot("home-phone", "/", "ben")),
        ("1280-light", Shot("prompt", "<PROMPT>", "ben")),
        ("390-dark", Shot("composer-phone", RECAP, "em", answered)),
        ("1280-light", Shot("names", RECAP, "tom_hazel", typed("#reply", "Perhaps @ka"))),
        ("1280-light", Shot("preview", RECAP, "priya-w", preview)),
        ("1280-light", Shot("keys", "/", "ben", asked)),
        ("390-light", Shot("new-topic-phone", "/topics/new/?category=commons", "zoe-e")),
        ("1280-light", Shot("drafts", "/drafts/", "em")),
        ("german-phone", Shot("german-phone", RECAP)),
        ("390-light", Shot("profile-phone", "/u/mira.oday/", "ben")),
        ("1280-light", Shot("sign-in", "/account/login/")),
        ("1280-light", Shot("queue", "/moderation/", "mo")),
        ("390-light", Shot("case-phone", "<CASE>", "mo")),
        ("1280-light", Shot("error", "/error-404/")),
        ("print", Shot("print", RECAP)),
        ("forced", Shot("forced", "<Questions for Saturday>")),
        (
            "1280-light",
            Shot("style", "/style/", "root", upwards),
        ),
    ]
