"""The answer to a text that could not be rendered."""

from django.http import HttpResponse

from threads.markup import RETRY_AFTER, MarkupRefused


def say_when[Answer: HttpResponse](refusal: MarkupRefused, answer: Answer) -> Answer:
    """Give the answer the status of the refusal, and the time to wait where trying again helps."""
    answer.status_code = refusal.status
    if refusal.may_try_again:
        answer.headers["Retry-After"] = str(RETRY_AFTER)
    return answer
