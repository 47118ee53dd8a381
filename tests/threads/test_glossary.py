"""The glossary, and finding a topic by any of the names in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.models import Act, Entry
from tests.make import make_topic
from threads.models import GlossaryEntry, GlossaryName
from threads.queries.glossary import OtherName, Word
from threads.queries.search import called_also, fold


@pytest.fixture
def words(db):
    entry = GlossaryEntry.objects.create(word="host", meaning="Who holds a topic <b>here</b>")
    for name, language in (("focalizer", ""), ("persona anfitriona", "es")):
        GlossaryName.objects.create(entry=entry, name=name, language=language)
    return entry


def found(client, wanted):
    page = client.get("/search/", {"q": wanted})
    assert page.status_code == 200
    return page.content.decode()


def test_the_page_of_all_words(words, guest):
    page = guest.get("/glossary/").content.decode()
    assert "Who holds a topic &lt;b&gt;here" in page
    assert 'lang="es">persona anfitriona' in page
    assert "(Español)" in page


def test_without_words_it_says_so(cast, guest, sign_in):
    assert "There are no words yet." in guest.get("/glossary/").content.decode()
    assert "Add a word" in sign_in(cast.root).get("/glossary/").content.decode()


def test_a_topic_is_found_by_any_of_the_names(words, cast, hall, guest):
    make_topic(cast.ada, hall, title="Who is the focalizer of spring?")
    make_topic(cast.ada, hall, title="Bees", prompts=["Should the host speak first?"])
    make_topic(cast.ada, hall, title="Compost")
    for name in ("host", "FOCALIZER", "persona anfitriona"):
        page = found(guest, name)
        assert "focalizer of spring" in page, name
        assert ">Bees<" in page, name
        assert "Compost" not in page, name


def test_hyphens_and_quotes_do_not_matter(cast, hall, guest):
    make_topic(cast.ada, hall, title="“No more ‘boss’”: self-organizing at work")
    for wanted in ("self organizing", "Self-Organizing", "'boss'", "self\u2011organizing"):
        assert "at work" in found(guest, wanted), wanted


def test_only_what_one_may_read_is_found(cast, secret, guest, sign_in):
    assert "Hushed matters" in found(sign_in(cast.ada), "hushed")
    for client in (guest, sign_in(cast.ben), sign_in(cast.mo)):
        assert "Hushed matters" not in found(client, "hushed")
        assert "Hushed matters" not in found(client, "shhh")


@pytest.mark.parametrize("wanted", ["", " ", "a", "%", "__", "\0\0", "x" * 5000, "<script>"])
def test_odd_wishes_are_answered(wanted, topic, guest):
    page = found(guest, wanted)
    assert "Who leads here?" not in page
    assert "<script>" not in page.replace("<script type=", "")


def test_withdrawn_questions_do_not_count(cast, hall, guest):
    topic = make_topic(cast.ada, hall, title="Bees", prompts=["Where is the honey?"])
    assert ">Bees<" in found(guest, "honey")
    topic.prompts.update(state="withdrawn")
    assert ">Bees<" not in found(guest, "honey")


def test_admins_keep_it(cast, sign_in):
    root = sign_in(cast.root)
    names = {
        "names-TOTAL_FORMS": "1",
        "names-INITIAL_FORMS": "0",
        "names-0-name": "focalizer",
        "names-0-language": "",
    }
    said = {"word": "host", "meaning": "Holds it"} | names
    assert root.post("/admin/threads/glossaryentry/add/", said).status_code == 302
    entry = GlossaryEntry.objects.get()
    assert [name.name for name in entry.names.all()] == ["focalizer"]
    (line,) = Entry.objects.filter(act=Act.LABEL)
    assert (line.before, line.after) == ("", "host (focalizer): Holds it")
    url = f"/admin/threads/glossaryentry/{entry.pk}/"
    kept = {"names-INITIAL_FORMS": "1", "names-0-id": entry.names.get().pk}
    kept |= {"names-0-entry": entry.pk}
    answer = root.post(f"{url}change/", said | kept | {"meaning": "Tends it"})
    assert answer.status_code == 302
    assert Entry.objects.filter(act=Act.LABEL).count() == 2
    assert [name.name for name in entry.names.all()] == ["focalizer"]
    assert root.post(f"{url}delete/", {"post": "yes"}).status_code == 302
    assert Entry.objects.filter(act=Act.LABEL).count() == 3


WORDS = st.text(alphabet="abc -'“", max_size=12)


@given(text=st.text(max_size=60), names=st.lists(WORDS, min_size=1, max_size=5))
def test_other_names_are_few_folded_and_other(text, names):
    folded = fold(text)
    assert fold(folded) == folded
    word = Word(1, names[0], "", tuple(OtherName(name, "", "") for name in names[1:]))
    also = called_also(folded, (word,))
    assert len(also) <= 12
    assert folded not in also
    assert all(fold(one) == one or " " in one for one in also)
