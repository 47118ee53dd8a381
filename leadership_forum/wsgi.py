"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from threads import markup

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadership_forum.settings")

application = get_wsgi_application()
# Each web process has a renderer of its own, ready before the first text.
markup.warm_up()
