"""What somebody began to write, as the composer sends it."""

from typing import Any

from django import forms

from threads import markup
from threads.actions.drafts import PLACE
from threads.forms.talk import AskIdField, IdsField
from threads.models.topics import TITLE_LENGTH

# A draft may be longer than a post: it is refused as a post, not lost as a draft.
LONGEST = 4 * markup.MAX_LENGTH
TALK = ("title", "reply_to", "prompts", "speaking_from", "as_host", "ask")
HARVEST = ("kind", "for_whom", "goes_to", "base")
FACTS = (*TALK, *HARVEST)


class DraftForm(forms.Form):
    """A text for later. `place` says where it belongs, `seq` is the writer's own count."""

    place = forms.RegexField(PLACE)
    body = forms.CharField(required=False, strip=False, max_length=LONGEST)
    seq = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    title = forms.CharField(required=False, max_length=TITLE_LENGTH)
    # Of a harvest; longer than it may have them, like the next.
    kind = forms.CharField(required=False, max_length=20)
    for_whom = forms.CharField(required=False, max_length=1_000)
    goes_to = forms.CharField(required=False, max_length=1_000)
    base = AskIdField(required=False)
    reply_to = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    prompts = IdsField(required=False)
    # Longer than a post may have it: what is refused there is not lost here.
    speaking_from = forms.CharField(required=False, max_length=1_000)
    as_host = forms.BooleanField(required=False)
    ask = AskIdField(required=False)

    def clean_body(self) -> str:
        """With single line breaks, as posts have them."""
        return str(self.cleaned_data["body"]).replace("\r\n", "\n").replace("\r", "\n")

    @property
    def facts(self) -> dict[str, Any]:
        """What was said beside the text."""
        return {name: self.cleaned_data[name] for name in FACTS if self.cleaned_data.get(name)}
