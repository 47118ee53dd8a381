"""Asks the bare project of `make bench` for its pages, in a process of its own: it has other settings.

Prints the status and the length of each as JSON.
"""

import json
import sys

import django
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.test import Client

django.setup()

get_user_model().objects.filter(username="ben").update(password=make_password("fishbowl-demo"))
guest, ben = (Client(headers={"host": "127.0.0.1"}, enforce_csrf_checks=True) for _ in "ab")
found = {}


def note(name, answer):
    found[name] = [answer.status_code, len(answer.content), answer.headers.get("Location", "")]
    return answer


def token(browser):
    return browser.cookies["csrftoken"].value


ben.get("/login/")
form = {"username": "ben", "password": "fishbowl-demo", "csrfmiddlewaretoken": token(ben)}
note("login", ben.post("/login/", form))
for path in ("/", "/t/1/", "/t/1/?page=2", "/search/?q=river", "/search/?q=river&n=", "/t/2/"):
    note(path, guest.get(path))
note("in", ben.get("/t/1/"))
reply = {"body": "One *more* <script>", "csrfmiddlewaretoken": token(ben)}
note("reply", ben.post("/t/1/reply/", reply))
text = ben.get("/t/1/?page=2").content.decode()
found["said"] = "<em>more</em> &lt;script&gt;" in text
sys.stdout.write(json.dumps(found))
