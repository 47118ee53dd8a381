"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadership_forum.settings")

application = get_wsgi_application()
# All that pages need, before the first is asked for: workers share what is loaded before them.
_ = get_resolver().url_patterns
