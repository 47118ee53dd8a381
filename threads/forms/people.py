"""People as others name them in a form, as forms of all apps have them."""

from accounts.forms.people import PersonField, PersonForm

__all__ = ["PersonField", "PersonForm"]
