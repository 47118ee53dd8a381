"""Categories that people get by mail, post by post."""

from threads.models import CategoryByMail


def stop_category(person_id: int, category_id: int) -> bool:
    """End it, for who asks with the token of a mail; answers whether it had begun."""
    rows = CategoryByMail.objects.filter(person=person_id, category=category_id)
    return rows.delete()[0] > 0


def resume_category(person_id: int, category_id: int) -> bool:
    """Take that back; answers whether it had ended."""
    rows = CategoryByMail.objects
    _row, is_new = rows.get_or_create(person_id=person_id, category_id=category_id)
    return is_new
