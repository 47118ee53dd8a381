"""Signing up against machines: a field that nobody sees, and work that the browser does first."""

import re
from datetime import timedelta
from itertools import count
from unittest.mock import patch

import pytest
from django.core import mail, signing
from django.core.cache import cache

from accounts.actions.community import found_community
from accounts.models import Community, User
from accounts.work import BITS, GOOD_FOR, has_zeros, is_worked, new_puzzle
from tests.accounts.test_invitations import invite
from tests.make import as_viewer
from threads.actions.approval import approve_held
from threads.models import HeldPost

ADDRESS = "noor@example.org"
FORM = {"username": "Noor.K", "email": ADDRESS, "password1": "rain-on-the-roof"}


def solved(puzzle: str, email: str = ADDRESS) -> str:
    return next(str(n) for n in count() if is_worked(puzzle, email, str(n)))


@pytest.fixture(autouse=True)
def _little(monkeypatch):
    """Some work, and no second of it."""
    monkeypatch.setattr("accounts.work.BITS", 6)
    monkeypatch.setattr("accounts.work.ROUNDS", 2)


def puzzle_on(client) -> str:
    page = client.get("/account/signup/").content.decode()
    return re.search(r'name="puzzle" value="([^"]+)"', page)[1]


def sign_up(client, **more) -> User | None:
    """As a browser does, with the mailed code."""
    answer = client.post("/account/signup/", FORM | more)
    assert answer.status_code == 302, answer.content.decode()
    code = re.search(r"^([A-Z0-9-]{6,9})$", mail.outbox[-1].body, re.MULTILINE)[1]
    client.post(answer.headers["Location"], {"code": code})
    return User.objects.get(username=FORM["username"])


def reply(client, topic, words: str) -> str:
    return client.post(f"/t/{topic.pk}/reply/", {"body": words}).headers["Location"]


# --- The puzzle -----------------------------------------------------------------------------------


def test_an_answer_is_for_one_puzzle_and_one_address():
    puzzle = new_puzzle()
    answer = solved(puzzle)
    other = next(a for n in count() if not is_worked(puzzle, a := f"n{n}@example.org", answer))
    assert is_worked(puzzle, ADDRESS, answer)
    assert not is_worked(puzzle, other, answer)
    assert sum(is_worked(new_puzzle(), ADDRESS, answer) for _n in range(20)) < 10


@pytest.mark.parametrize("answer", ["", "x", "-1", "1.5", "²", "1" * 11, "1\n"])
def test_an_answer_is_a_number(answer, monkeypatch):
    monkeypatch.setattr("accounts.work.BITS", 0)
    assert is_worked(puzzle := new_puzzle(), ADDRESS, "1")
    assert not is_worked(puzzle, ADDRESS, answer)


@pytest.mark.parametrize("puzzle", ["", "x", "x:y:z", signing.TimestampSigner().sign("theirs")])
def test_a_puzzle_is_one_of_ours(puzzle, monkeypatch):
    monkeypatch.setattr("accounts.work.BITS", 0)
    assert not is_worked(puzzle, ADDRESS, "1")


def test_a_puzzle_grows_old(monkeypatch):
    monkeypatch.setattr("accounts.work.BITS", 0)
    puzzle = new_puzzle()
    now = signing.time.time()
    for late, good in ((-60, True), (60, False)):
        then = now + (GOOD_FOR + timedelta(seconds=late)).total_seconds()
        with patch("django.core.signing.time.time", return_value=then):
            assert is_worked(puzzle, ADDRESS, "1") is good


def test_bits_are_counted_from_the_first(monkeypatch):
    monkeypatch.setattr("accounts.work.BITS", BITS)
    assert BITS == 10
    assert has_zeros(bytes([0, 0b0011_1111, 255, 255]))
    assert not has_zeros(bytes([0, 0b0100_0000, 0, 0]))


# --- The form -------------------------------------------------------------------------------------


def test_who_worked_posts_at_once(client, topic):
    puzzle = puzzle_on(client)
    person = sign_up(client, puzzle=puzzle, answer=solved(puzzle))
    assert not person.first_waits
    assert reply(client, topic, "At once").endswith("/2/")


def test_the_address_is_worked_on_in_small_letters(client, topic):
    puzzle = puzzle_on(client)
    person = sign_up(client, email="Noor@Example.org", puzzle=puzzle, answer=solved(puzzle))
    assert not person.first_waits


def test_the_first_post_waits_where_no_browser_worked(client, cast, topic):
    person = sign_up(client)
    assert person.first_waits
    assert "moderators look at it first" in client.get("/topics/new/").content.decode()
    client.get(topic.get_absolute_url())
    assert "/held/" in reply(client, topic, "First")
    held = HeldPost.objects.select_related("category", "topic__category").get()
    approve_held(as_viewer(cast.kit), held)
    assert reply(client, topic, "Second").endswith("/3/")


def test_others_of_the_community_wait_as_before(client, topic):
    puzzle = puzzle_on(client)
    found_community("Commons")
    Community.objects.update(held_first_posts=2)
    cache.clear()
    sign_up(client, puzzle=puzzle, answer=solved(puzzle))
    assert "/held/" in reply(client, topic, "First")


def test_who_was_invited_is_vouched_for(client, cast, topic):
    found_community("Commons")
    cache.clear()
    client.post(invite(cast.mo))
    client.post("/account/signup/", FORM)
    assert not User.objects.get(username="Noor.K").first_waits


def test_a_wrong_answer_is_none(client, topic):
    puzzle = puzzle_on(client)
    wrong = next(str(n) for n in count() if not is_worked(puzzle, ADDRESS, str(n)))
    assert sign_up(client, puzzle=puzzle, answer=wrong).first_waits


def test_a_refused_form_keeps_its_work(client, topic):
    puzzle = puzzle_on(client)
    answer = solved(puzzle)
    work = {"puzzle": puzzle, "answer": answer}
    page = client.post("/account/signup/", FORM | work | {"username": "a..b"}).content.decode()
    assert f'name="puzzle" value="{puzzle}"' in page
    assert f'name="answer" value="{answer}"' in page


def test_who_fills_in_the_hidden_field_gets_the_same_answer_and_no_account(client, db):
    page = client.get("/account/signup/").content.decode()
    field = re.search(r'<input[^>]*name="website"[^>]*>', page)[0]
    assert " hidden" in field
    assert 'tabindex="-1"' in field
    assert "style=" not in field
    caught = client.post("/account/signup/", FORM | {"website": "https://spam.example"})
    assert not User.objects.exists()
    assert not mail.outbox
    client.logout()
    taken = client.post("/account/signup/", FORM)
    assert User.objects.exists()
    said = [(answer.status_code, answer.headers["Location"]) for answer in (caught, taken)]
    assert said[0] == said[1]


# --- What strangers cannot find out ---------------------------------------------------------------


def test_a_reset_says_the_same_of_every_address(cast, client):
    pages = []
    for address in ("ada@example.org", "nobody@example.org"):
        answer = client.post("/account/password/reset/", {"email": address})
        said = client.get(answer.headers["Location"]).content.decode()
        said = re.sub(r'value="[^"]*"', "", said).replace(address, "")
        pages.append((answer.status_code, answer.headers["Location"], said))
        client.logout()
    assert pages[0] == pages[1]


@pytest.mark.parametrize("known", ["ada", "ada@example.org"])
def test_a_wrong_password_costs_the_same_for_anybody(known, cast, client):
    """As many hashes, which take the time."""
    made = []
    for login in (known, "nobody" + known.removeprefix("ada")):
        with patch(
            "django.contrib.auth.hashers.MD5PasswordHasher.encode", return_value="md5$a$b"
        ) as encode:
            client.post("/account/login/", {"login": login, "password": "wrong"})
        made.append(encode.call_count)
    assert made[0] == made[1] > 0
