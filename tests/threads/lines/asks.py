"""What becomes of questions to people. Asking itself is no act of hosting: the question stands."""

from ledger.models import Act
from tests.make import as_viewer, make_ask
from tests.threads.lines import Case
from threads.actions.settling import answer_ask, reopen_ask, set_ask_aside

WHY = "Said on the phone"


def asked(w):
    return {"ask": make_ask(w.mira, w.topic, w.ben, "What helped you first?")}


def asked_about_a_post(w):
    return {"ask": make_ask(w.mira, w.topic, w.ben, "What helped you first?", post=w.post)}


def answered(w):
    return {"ask": make_ask(w.mira, w.topic, w.ben, answer=w.post)}


CASES = {
    Act.ASK_ANSWERED: {
        "by whom it was put to": Case(
            asked,
            lambda w: answer_ask(as_viewer(w.ben), w.ask, w.post),
            lambda w: {"topic_id": w.topic.pk, "person_id": w.mira.pk},
        ),
        "by whoever asked": Case(asked, lambda w: answer_ask(as_viewer(w.mira), w.ask, None)),
    },
    Act.ASK_SET_ASIDE: {
        "with words": Case(
            asked,
            lambda w: set_ask_aside(as_viewer(w.ben), w.ask, WHY),
            lambda w: {
                "topic_id": w.topic.pk,
                "person_id": w.mira.pk,
                "before": "What helped you first?",
                "reason": WHY,
            },
        ),
        "what was asked about a post is not repeated": Case(
            asked_about_a_post,
            lambda w: set_ask_aside(as_viewer(w.ada), w.ask),
            lambda _w: {"before": "", "reason": ""},
        ),
    },
    Act.ASK_REOPEN: {
        "once": Case(
            answered,
            lambda w: reopen_ask(as_viewer(w.mira), w.ask),
            lambda w: {"topic_id": w.topic.pk, "person_id": w.ben.pk},
        ),
    },
}
