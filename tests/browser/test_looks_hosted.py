"""The pages of a topic that moves forward, as its host, a panelist, a member and a guest see them:
questions, panel, asks, harvest, hosting. Usual words, and the longest."""

import pytest

from accounts.actions.community import found_community
from accounts.models import User
from accounts.remembered import forget_community
from tests.browser.sites import ARABIC, UNBROKEN, most
from tests.make import as_viewer, make_ask, make_reply, make_topic, opening
from threads.actions.curation import close_topic
from threads.actions.documents import publish_document
from threads.actions.drafts import keep_draft
from threads.actions.filing import suggest_filing
from threads.actions.harvests import Facts, begin_harvest, publish_harvest
from threads.actions.hosts import leave_hosting, name_cohost, offer_to_host
from threads.actions.perspectives import respond, write_view
from threads.actions.posts import withdraw_post
from threads.actions.prompts import add_prompt, edit_prompt, withdraw_prompt
from threads.actions.relations import relate_topic
from threads.actions.seals import seal_prompt
from threads.actions.setups import Setup
from threads.actions.suggestions import suggest_prompt
from threads.models import Citation, GlossaryEntry, GlossaryName, Panelist, Post, Prompt
from threads.queries.harvests import harvest_for


@pytest.fixture
def scripts() -> bool:
    """These tests need scripts: axe is one."""
    return True


@pytest.fixture(params=["usual", "extreme"])
def long(request) -> bool:
    return request.param == "extreme"


class Hosted:
    """Ada's recap, with the most of what one can add to a topic; each thing a page is about."""

    def __init__(self, cast, hall, *, long: bool) -> None:
        self.long = long
        ada, ben, ola = (as_viewer(one) for one in (cast.ada, cast.ben, cast.ola))
        setup = Setup("recap", ("ola", "mira.oday", self.words("Nil Ost", 60)))
        texts = [self.words("What helps?", 280), self.words("What hinders?", 280)]
        self.topic = make_topic(cast.ada, hall, prompts=texts, setup=setup)
        prompts = Prompt.objects.filter(topic=self.topic).select_related("topic")
        self.first, self.second = prompts.order_by("position")
        self.seat = Panelist.objects.get(topic=self.topic, position=1)
        write_view(ada, self.topic, self.seat, self.words("She rests.", 2000), version=0)
        respond(ola, self.topic, self.seat, "adds", self.words("Mondays.", 900), version=1)
        self.post = make_reply(cast.ola, self.topic, prompt_ids=[self.first.pk])
        edit_prompt(ada, self.first, self.words("What helps you?", 270) + " Say!", meaning=True)
        self.free = make_reply(cast.ben, self.topic, self.words("Patience.", 900))
        suggest_filing(ada, self.free, [self.second.pk])
        gone = add_prompt(ada, self.topic, "Where?")
        make_reply(cast.ben, self.topic, prompt_ids=[gone.pk])
        withdraw_prompt(ada, gone)
        self.sealed = add_prompt(ada, self.topic, "What is hard to say?")
        seal_prompt(ada, self.sealed, None)
        make_reply(cast.ben, self.topic, prompt_ids=[self.sealed.pk])
        suggest_prompt(ben, self.topic, self.words("Who cares?", 280))
        name_cohost(ada, self.topic, cast.kit)
        self.ask = make_ask(cast.ada, self.topic, cast.ola, self.words("And now?", 500))
        make_ask(cast.ben, self.topic, cast.ola, answer=self.post)
        other = make_topic(cast.ben, hall, source=f"See [it]({self.topic.get_absolute_url()})")
        relate_topic(ada, self.topic, other, "grew_out_of")
        facts = Facts("harvest", self.words("What we keep", 200), self.words("The circle", 280))
        text = f"Rest [#{self.post.number}] and patience [#{self.free.number}]."
        self.harvest = begin_harvest(ada, self.topic, facts, text)
        publish_harvest(ada, harvest_for(ada, self.harvest.pk), edits=1)
        # Not saved, and begun before what stands there now.
        lines = {"title": facts.title, "for_whom": "Us", "goes_to": self.words("May", 280)}
        for place in (f"harvest:{self.harvest.pk}", f"harvest-topic:{self.topic.pk}"):
            keep_draft(ada, place, self.words("Other words.", 2000), 1, lines)
        self.citation = Citation.objects.standing().get(post=self.free)

    def words(self, usual: str, length: int) -> str:
        """The usual words, or as long as they may be."""
        return most(f"{UNBROKEN} {ARABIC}", length) if self.long else usual


@pytest.fixture
def hosted(cast, hall, long) -> Hosted:
    return Hosted(cast, hall, long=long)


@pytest.mark.shows(
    "components/asks_head.html",
    "components/harvest.html",
    "components/hosts.html",
    "components/kept.html",
    "components/mentions.html",
    "components/name.html",
    "components/relations.html",
    "components/speaking.html",
    "components/view.html",
    "components/views.html",
    "threads/_filings.html",
    "threads/_harvest_body.html",
    "threads/_harvest_fields.html",
    "threads/_prompt_voices.html",
    "threads/_sealed.html",
    "threads/_withdrawn_prompts.html",
    "threads/_wordings.html",
    "threads/harvest_cite.html",
    "threads/harvest_detail.html",
    "threads/harvest_form.html",
    "threads/harvest_list.html",
    "threads/harvest_publish.html",
    "threads/harvest_unpublish.html",
    "threads/perspective_edit.html",
    "threads/post_filing.html",
    "threads/prompt_edit.html",
    "threads/prompt_list.html",
    "threads/topic_board.html",
    "threads/topic_hosts.html",
    "threads/topic_origins.html",
    "threads/topic_panel.html",
    "threads/topic_print.html",
)
def test_as_its_host(hosted, cast, visit, look):
    base, acts = hosted.topic.get_absolute_url(), f"/t/{hosted.topic.pk}/"
    kept = f"/harvests/{hosted.harvest.pk}/"
    pages = [
        base,
        hosted.first.get_absolute_url(),
        f"{base}board/",
        f"{base}print/",
        *(f"{acts}{name}/" for name in ("prompts", "panel", "origins", "hosts", "harvest", "asks")),
        f"{acts}prompts/{hosted.first.pk}/edit/",
        f"{acts}panel/{hosted.seat.pk}/view/",
        f"/p/{hosted.free.pk}/suggest-prompts/",
        kept,
        *(f"{kept}{name}/" for name in ("edit", "publish", "unpublish")),
        "/drafts/",
        f"{kept}cite/?post={hosted.post.number}",
    ]
    look.walk(visit(cast.ada), pages)


@pytest.mark.shows(
    "components/ask.html",
    "threads/_prompt_pass.html",
    "threads/ask_list.html",
    "threads/citation_dispute.html",
    "threads/perspective_respond.html",
    "threads/prompt_suggest.html",
)
def test_as_a_panelist_and_a_member(hosted, cast, visit, look):
    base, acts = hosted.topic.get_absolute_url(), f"/t/{hosted.topic.pk}/"
    page = visit(cast.ola)
    look.walk(
        page,
        [
            "/",
            base,
            f"{acts}asks/?post=1",
            f"{acts}panel/{hosted.seat.pk}/respond/",
            f"/p/{hosted.post.pk}/filing/",
            hosted.sealed.get_absolute_url(),
        ],
    )
    look.walk(
        visit(cast.ben),
        [
            f"{acts}prompts/suggest/",
            f"/p/{hosted.free.pk}/filing/",
            f"/citations/{hosted.citation.pk}/dispute/",
            f"{base}catch-up/",
            "/waiting/",
        ],
    )


@pytest.mark.shows(
    "components/changes.html",
    "components/closing.html",
    "threads/document_detail.html",
    "threads/glossary.html",
    "threads/search.html",
)
def test_as_a_guest(hosted, cast, visit, look):
    ada = as_viewer(cast.ada)
    publish_rules(cast, hosted, asks=False)
    entry = GlossaryEntry.objects.create(word="host", meaning=hosted.words("Who holds it", 500))
    GlossaryName.objects.create(entry=entry, name=hosted.words("focalizer", 60), language="es")
    withdraw_post(as_viewer(cast.ben), Post.objects.select_related("topic").get(pk=hosted.free.pk))
    close_topic(ada, hosted.topic, hosted.words("We rest now.", 500))
    orphan = make_topic(cast.ben, hosted.topic.category)
    leave_hosting(as_viewer(cast.ben), orphan)
    offer_to_host(as_viewer(cast.ola), orphan, on=True)
    pages = [
        hosted.topic.get_absolute_url(),
        opening(hosted.topic).place(),
        f"/harvests/{hosted.harvest.pk}/",
        orphan.get_absolute_url(),
        f"/t/{orphan.pk}/hosts/",
        "/glossary/",
        "/about/rules/",
        "/about/rules/2/",
        "/about/rules/1/",
        "/search/?q=host",
        "/search/?q=what",
        "/search/?q=nothing-at-all",
        "/search/?q=focaliser&in=title&sort=relevance&after=2020-01-01&is=open",
    ]
    look.walk(visit(), pages)


@pytest.mark.shows("threads/agreement.html")
def test_what_members_agree_to(hosted, cast, visit, look):
    publish_rules(cast, hosted, asks=True)
    page = visit(cast.ben)
    look.walk(page, ["/"])
    assert "/agreement/" in page.url
    look.walk(visit(), ["/account/signup/"])


def publish_rules(cast, hosted, *, asks):
    """Two versions; whoever agreed to the first is asked about the second."""
    found_community("Commons")
    root = as_viewer(cast.root)
    first = publish_document(root, "rules", hosted.words("Be kind.", 900), asks=asks)
    User.objects.update(agreed_to=first.pk if asks else 0)
    note = hosted.words("Brevity", 280)
    text = f"{hosted.words('Be kind.', 900)} And brief."
    publish_document(root, "rules", text, note=note, asks=asks)
    forget_community()
