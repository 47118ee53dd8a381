"""The shape of what people send; rules about who may do it live in `policies`."""

from threads.forms.asks import AnswerForm, AsideForm, AskForm
from threads.forms.curation import CurationForm, RangeForm, ReasonForm, TakeApartForm
from threads.forms.drafts import DraftForm
from threads.forms.ids import chosen_ids, is_id
from threads.forms.panels import OriginForm, PanelForm, ResponseForm, ViewForm
from threads.forms.prompts import (
    DecisionForm,
    EditPromptForm,
    FilingForm,
    OrderForm,
    PromptForm,
    SuggestFilingForm,
    SuggestionForm,
)
from threads.forms.talk import BodyField, EditForm, LikeForm, ReplyForm, TopicForm, with_value
from threads.forms.usual import USUAL

__all__ = [
    "USUAL",
    "AnswerForm",
    "AsideForm",
    "AskForm",
    "BodyField",
    "CurationForm",
    "DecisionForm",
    "DraftForm",
    "EditForm",
    "EditPromptForm",
    "FilingForm",
    "LikeForm",
    "OrderForm",
    "OriginForm",
    "PanelForm",
    "PromptForm",
    "RangeForm",
    "ReasonForm",
    "ReplyForm",
    "ResponseForm",
    "SuggestFilingForm",
    "SuggestionForm",
    "TakeApartForm",
    "TopicForm",
    "ViewForm",
    "chosen_ids",
    "is_id",
    "with_value",
]
