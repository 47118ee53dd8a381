"""One's own data: whole, one's own alone, and gone after a week."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.test import Client
from django.utils import timezone

from accounts import tasks
from accounts.actions.exports import ask_for_export
from accounts.models import Export
from accounts.models.exports import FETCHED_FOR
from accounts.policies import Refusal
from tests.make import as_viewer, make_ask, make_reply, make_report, make_topic, opening
from threads.actions.bookmarks import keep_post
from threads.actions.closing import close_account
from threads.actions.drafts import keep_draft
from threads.actions.likes import like_post
from threads.actions.posts import edit_post, withdraw_post
from threads.models import Category, Post

pytestmark = pytest.mark.django_db
SECRET = "a-good-secret"


@pytest.fixture(autouse=True)
def _store(settings, tmp_path):
    stores = settings.STORAGES
    place = {**stores["exports"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**stores, "exports": place}


def come_in(handle: str) -> Client:
    client = Client()
    client.post("/account/login/", {"login": handle, "password": SECRET})
    client.post("/account/reauthenticate/", {"password": SECRET})
    return client


def archive_of(client: Client) -> zipfile.ZipFile:
    export = Export.objects.order_by("-pk")[0]
    answer = client.get(f"/settings/data/{export.pk}/")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def rows(archive: zipfile.ZipFile, name: str) -> list[dict]:
    return json.loads(archive.read(name))


def test_all_of_ones_own_is_in_it(cast, topic, sign_in):
    viewer = as_viewer(cast.ben)
    first = opening(topic)
    post = make_reply(cast.ben, topic, "First *words*.")
    edit_post(
        viewer, Post.objects.select_related("topic__category").get(pk=post.pk), "Later.", version=1
    )
    gone = make_reply(cast.ben, topic, "Taken back.")
    withdraw_post(viewer, Post.objects.select_related("topic__category").get(pk=gone.pk))
    like_post(viewer, first)
    keep_post(viewer, first)
    keep_draft(viewer, f"topic:{topic.pk}", "Not sent", 1)
    make_ask(cast.ben, topic, cast.ada, "What of frost?")
    make_report(cast.ben, first, "other", "It hurts.")
    client = come_in("ben")
    assert client.post("/settings/data/").status_code == 302
    tasks.make_exports.func()
    archive = archive_of(client)
    assert "Later." in archive.read(f"posts/{post.pk}.md").decode()
    assert f"title: {topic.title}" in archive.read(f"posts/{post.pk}.md").decode()
    assert "Taken back." in archive.read(f"posts/{gone.pk}.md").decode()
    found = {name: rows(archive, name) for name in archive.namelist() if name.endswith(".json")}
    assert found["earlier_versions.json"][0]["source"] == "First *words*."
    assert found["account.json"][0]["email"] == "ben@example.org"
    assert "password" not in found["account.json"][0]
    assert found["drafts.json"][0]["body"] == "Not sent"
    assert found["likes.json"][0]["post_id"] == first.pk
    assert found["bookmarks.json"][0]["post_id"] == first.pk
    assert found["questions.json"][0]["text"] == "What of frost?"
    assert found["reports.json"][0]["words"] == "It hurts."
    assert found["followed_topics.json"][0]["topic_id"] == topic.pk
    assert len(found["sessions.json"]) == 1


def test_no_words_of_others_and_no_name_of_a_place_that_is_closed_to_them(cast, quiet_room, tell):
    secret = make_topic(cast.ada, quiet_room, title="Zwq secret", source="Zwq hidden @mira.oday")
    like_post(as_viewer(cast.mira), opening(secret))
    keep_post(as_viewer(cast.mira), opening(secret))
    make_reply(cast.mira, secret, "Mine alone.")
    tell()
    cast.mira.memberships.all().delete()
    assert Category.objects.visible_to(as_viewer(cast.mira)).count() == 0
    ask_for_export(as_viewer(cast.mira))
    tasks.make_exports.func()
    archive = archive_of(come_in("mira.oday"))
    text = "".join(archive.read(name).decode() for name in archive.namelist())
    assert "Mine alone." in text
    assert "Zwq" not in text


def test_it_is_ones_own_alone(cast):
    ask_for_export(as_viewer(cast.ben))
    tasks.make_exports.func()
    path = f"/settings/data/{Export.objects.get().pk}/"
    assert come_in("ada").get(path).status_code == 404
    assert come_in("root").get(path).status_code == 404
    assert Client().get(path).status_code == 302


def test_who_was_signed_in_long_ago_says_who_they_are(cast, sign_in):
    ask_for_export(as_viewer(cast.ben))
    tasks.make_exports.func()
    answer = sign_in(cast.ben).get(f"/settings/data/{Export.objects.get().pk}/")
    assert answer.headers["Location"].startswith("/account/reauthenticate/")


def test_asking_twice_is_asking_once_and_once_a_day(cast):
    ben = as_viewer(cast.ben)
    assert ask_for_export(ben) == ask_for_export(ben)
    tasks.make_exports.func()
    with pytest.raises(Refusal):
        ask_for_export(ben)
    Export.objects.update(asked_at=timezone.now() - timedelta(days=2))
    ask_for_export(ben)
    assert Export.objects.count() == 2


def test_it_is_gone_after_a_week(cast):
    ask_for_export(as_viewer(cast.ben))
    tasks.make_exports.func()
    export = Export.objects.get()
    Export.objects.update(ready_at=timezone.now() - FETCHED_FOR)
    assert come_in("ben").get(f"/settings/data/{export.pk}/").status_code == 404
    tasks.forget_exports()
    assert not Export.objects.exists()


def test_files_that_nobody_owns_are_removed(cast, monkeypatch):
    ask_for_export(as_viewer(cast.ben))
    tasks.make_exports.func()
    store, kept = storages["exports"], Export.objects.get().file
    with store.open("lost.zip", "wb") as file:
        file.write(b"x")
    tasks.forget_exports()
    assert store.exists("lost.zip"), "it may be about to be named"
    monkeypatch.setattr(tasks, "LEASE", timedelta(0))
    tasks.forget_exports()
    assert not store.exists("lost.zip")
    assert store.exists(kept)


def test_one_that_fails_holds_up_no_other(cast, monkeypatch):
    ask_for_export(as_viewer(cast.ada))
    ask_for_export(as_viewer(cast.ben))
    real = tasks.files_of

    def failing(person):
        return real(person) if person.pk == cast.ben.pk else 1 / 0

    monkeypatch.setattr(tasks, "files_of", failing)
    tasks.make_exports.func()
    ready = Export.objects.filter(ready_at__isnull=False)
    assert [row.person_id for row in ready] == [cast.ben.pk]
    monkeypatch.undo()
    Export.objects.filter(ready_at=None).update(began_at=timezone.now() - timedelta(hours=1))


def test_it_goes_with_the_account(cast, django_capture_on_commit_callbacks):
    ask_for_export(as_viewer(cast.ben))
    tasks.make_exports.func()
    name = Export.objects.get().file
    with django_capture_on_commit_callbacks(execute=True):
        close_account(as_viewer(cast.ben), cast.ben)
    assert not storages["exports"].exists(name)
    assert not Export.objects.exists()
