"""Rendering again: other HTML, never other words, and whoever edits meanwhile wins."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from ledger.models import Entry
from notifications.models import Announcement
from tests.make import make_held, make_reply, make_topic
from threads import markup
from threads.actions.rendering import Outcome, outdated, render_again
from threads.models import HeldPost, Mention, Post, PostRevision

pytestmark = pytest.mark.django_db(transaction=True)
OLD = markup.VERSION - 1


def run(*options: str) -> str:
    out = StringIO()
    call_command("rerender_posts", *options, stdout=out)
    return out.getvalue()


def grow_old(rows=None, **changes) -> None:
    """As an older renderer left them."""
    rows = Post.objects.all() if rows is None else rows
    rows.update(html_version=OLD, **{"html": "<p>old</p>"} | changes)


@pytest.fixture
def renderer():
    made = markup.Renderer()
    yield made
    made.close()


def kept(model) -> list:
    """What must never change."""
    fields = ("pk", "source", "version") + (("edited_at",) if model is Post else ())
    return list(model.objects.order_by("pk").values_list(*fields))


def test_all_that_is_old_becomes_new(cast, hall):
    topic = make_topic(cast.ada, hall, source="Hello *there*, @ben")
    for n in range(9):
        make_reply(cast.ben, topic, f"Reply **{n}**")
    make_held(cast.ola, topic, "waits *here*")
    stood = [list(Post.objects.order_by("pk").values()), list(HeldPost.objects.values())]
    before = kept(Post), kept(HeldPost), Announcement.objects.count(), Entry.objects.count()
    grow_old(html=f"<p>Hello <em>there</em>, <!--m:{cast.ben.pk}--></p>", text="", excerpt="")
    grow_old(HeldPost.objects.all(), excerpt="")
    out = run("--jobs", "3")
    assert out.endswith("10 other words shown\n1 unchanged\n")
    assert "-Hello there, @ben" in out
    assert [list(Post.objects.order_by("pk").values()), list(HeldPost.objects.values())] == stood
    assert before == (
        kept(Post),
        kept(HeldPost),
        Announcement.objects.count(),
        Entry.objects.count(),
    )
    assert not PostRevision.objects.exists()
    assert run() == ""


def test_only_the_old_ones_unless_all(cast, hall):
    topic = make_topic(cast.ada, hall)
    reply = make_reply(cast.ben, topic)
    grow_old(Post.objects.filter(pk=reply.pk))
    assert list(outdated(Post)) == [reply]
    assert run().endswith("1 other words shown\n")
    assert run("--all") == "2 unchanged\n"


def test_a_dry_run_changes_nothing_and_tells_what_would_differ(cast, hall):
    make_topic(cast.ada, hall, source="The new words")
    grow_old()
    out = run("--dry-run")
    assert "other words shown" in out
    assert "-old" in out
    assert "+The new words" in out
    assert Post.objects.get().html == "<p>old</p>"
    assert Post.objects.get().html_version == OLD


def test_other_html_of_the_same_words_is_no_news(cast, hall):
    make_topic(cast.ada, hall, source="*same*")
    grow_old(html="<p><i>same</i></p>")
    assert run() == "1 other HTML, same words\n"


def test_an_edit_meanwhile_wins(cast, hall, renderer):
    make_topic(cast.ada, hall, source="first")
    grow_old()
    row = Post.objects.get()
    Post.objects.update(source="second", version=2, html="<p>second</p>", html_version=99)
    assert render_again(row, renderer, store=True).outcome is Outcome.OVERTAKEN
    assert Post.objects.get().html == "<p>second</p>"


def test_it_goes_on_where_it_was_ended(cast, hall, monkeypatch):
    topic = make_topic(cast.ada, hall)
    for _ in range(5):
        make_reply(cast.ben, topic)
    grow_old()
    calls = []

    def stop_after_three(row, *args, **kwargs):
        calls.append(row.pk)
        if len(calls) > 3:
            raise KeyboardInterrupt
        return render_again(row, *args, **kwargs)

    target = "threads.management.commands.rerender_posts.render_again"
    with monkeypatch.context() as patched:
        patched.setattr(target, stop_after_three)
        with pytest.raises(KeyboardInterrupt):
            run("--jobs", "1")
    assert outdated(Post).count() == 3
    run()
    assert outdated(Post).count() == 0


def test_a_text_that_is_refused_now_keeps_what_it_had(cast, hall):
    topic = make_topic(cast.ada, hall)
    make_reply(cast.ben, topic)
    grow_old()
    Post.objects.filter(number=2).update(source="x" * 40_000)
    with pytest.raises(SystemExit) as ended:
        run()
    assert ended.value.code == 1
    assert Post.objects.get(number=2).html == "<p>old</p>"
    assert Post.objects.get(number=1).html_version == markup.VERSION


def test_who_was_named_stays_named_and_nobody_else_becomes_so(cast, hall, renderer):
    make_topic(cast.ada, hall, source="@ben and @nobody and @ola")
    mentions = list(Mention.objects.values())
    html = Post.objects.get().html
    cast.ben.username = "benedict"
    cast.ben.save()
    cast.mira.username = "nobody2"
    cast.mira.save()
    grow_old(html=html)
    assert render_again(Post.objects.get(), renderer, store=True).outcome is not Outcome.REFUSED
    stored = Post.objects.get().html
    assert f"<!--m:{cast.ola.pk}-->" in stored
    assert f"<!--m:{cast.mira.pk}-->" not in stored
    assert list(Mention.objects.values()) == mentions


def test_a_changed_handle_is_found_by_elimination(cast, hall, renderer):
    make_topic(cast.ada, hall, source="@ben and @ola")
    html = Post.objects.get().html
    cast.ben.username = "benedict"
    cast.ben.save()
    grow_old(html=html)
    render_again(Post.objects.get(), renderer, store=True)
    assert Post.objects.get().html == html


@pytest.mark.parametrize("jobs", ["0", "33", "x"])
def test_wrong_numbers_of_jobs(jobs):
    with pytest.raises(CommandError):
        run("--jobs", jobs)
