"""The acts on the questions of a topic."""

from accounts.viewer import Viewer
from ledger.models import Act
from tests.make import as_viewer, make_reply
from tests.threads.lines import Case
from threads.actions import filing, prompts, suggestions
from threads.actions.seals import seal_prompt
from threads.models import Prompt


def _ada(w) -> Viewer:
    return as_viewer(w.ada)


def _first(w) -> Prompt:
    return Prompt.objects.filter(topic=w.topic).order_by("position")[0]


def _prompt(w) -> dict:
    return {"prompt": _first(w)}


def _answered(w) -> dict:
    prompt = _first(w)
    make_reply(w.ben, w.topic, prompt_ids=[prompt.pk])
    return {"prompt": prompt}


def _closed(w) -> dict:
    prompt = _first(w)
    prompts.close_prompt(_ada(w), prompt)
    return {"prompt": prompt}


def _withdrawn(w) -> dict:
    found = _answered(w)
    prompts.withdraw_prompt(_ada(w), found["prompt"])
    return found


def _suggested(w) -> dict:
    return {"one": suggestions.suggest_prompt(as_viewer(w.ben), w.topic, "Who decides?")}


def _ids(w) -> dict:
    ids = list(
        Prompt.objects.filter(topic=w.topic).order_by("position").values_list("pk", flat=True)
    )
    return {"ids": ids[::-1]}


CASES = {
    Act.PROMPT_ADD: {
        "asked": Case(
            lambda _w: {}, lambda w: prompts.add_prompt(_ada(w), w.topic, "And then?"), again=False
        )
    },
    Act.PROMPT_ADOPT: {
        "suggested": Case(
            _suggested,
            lambda w: suggestions.adopt_suggestion(_ada(w), w.one),
            lambda w: {"after": "Who decides?", "person_id": w.ben.pk},
        )
    },
    Act.PROMPT_EDIT: {
        "before answers": Case(
            _prompt,
            lambda w: prompts.edit_prompt(_ada(w), w.prompt, "What helps most?", meaning=True),
            lambda _w: {"before": "What helps?", "after": "What helps most?"},
        ),
        "for safety": Case(
            _answered,
            lambda w: prompts.edit_prompt(
                as_viewer(w.kit), w.prompt, "What helps most?", reason="Kinder"
            ),
            lambda _w: {"reason": "Kinder"},
        ),
    },
    Act.PROMPT_ORDER: {
        "turned": Case(
            _ids,
            lambda w: prompts.order_prompts(_ada(w), w.topic, w.ids),
            lambda _w: {"before": "1, 2", "after": "2, 1"},
        )
    },
    Act.PROMPT_CLOSE: {
        "open": Case(_prompt, lambda w: prompts.close_prompt(_ada(w), w.prompt)),
    },
    Act.PROMPT_REOPEN: {
        "closed": Case(_closed, lambda w: prompts.reopen_prompt(_ada(w), w.prompt)),
    },
    Act.PROMPT_WITHDRAW: {
        "answered": Case(
            _answered,
            lambda w: prompts.withdraw_prompt(as_viewer(w.mo), w.prompt, "Unkind"),
            lambda _w: {"before": "What helps?", "reason": "Unkind"},
        )
    },
    Act.PROMPT_RESTORE: {
        "withdrawn": Case(_withdrawn, lambda w: prompts.restore_prompt(_ada(w), w.prompt)),
    },
    Act.PROMPT_DELETE: {
        "unanswered": Case(_prompt, lambda w: prompts.delete_prompt(_ada(w), w.prompt)),
        "by withdrawing": Case(_prompt, lambda w: prompts.withdraw_prompt(_ada(w), w.prompt)),
    },
    Act.PROMPT_SEAL: {
        "sealed": Case(_prompt, lambda w: seal_prompt(_ada(w), w.prompt, None)),
    },
    Act.FILE: {
        "suggested": Case(
            _prompt,
            lambda w: filing.suggest_filing(_ada(w), w.post, [w.prompt.pk]),
            lambda w: {"post_id": w.post.pk, "after": "What helps?"},
        )
    },
}
