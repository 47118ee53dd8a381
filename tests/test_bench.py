"""What `make bench` computes, and that its bare project has the pages it is measured by."""

import json
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.etree import ElementTree as ET

import psycopg2
import pytest
from django.conf import settings

from benchmarks import chart, client, cpu, goals, publish, results, sites, visit
from benchmarks.floor import tables
from benchmarks.machine import slug

ROOT = Path(__file__).resolve().parent.parent
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def page(key, median, site="ours", **more):
    facts = {"key": key, "title": key, "who": "guest", "site": site, "floor": "", "beside": [],
             "of": "", "goal": None, "act": ""}  # fmt: skip
    figures = {"median": median, "rounds": [median], "parts": {"web": median, "floor": median},
               "sql": 2.5, "bytes": 32_000, "gzipped": 9_000, "per_second": 100.0,
               "latency_alone": [4.0, 5.0], "latency_crowded": []}  # fmt: skip
    return facts | figures | more


def pages(*all_pages):
    return {one["key"]: one for one in all_pages}


def size(topic):
    return {
        "pages": pages(
            page("(3)", 4.0, "floor"),
            page("topic", topic, floor="(3)", goal=0.3),
            page("last", 2.1, floor="(3)", of="topic", goal=1.05),
            page("reply", 6.0, floor="(3)", goal=1.5, act="reply", fan_out=3.0, notices=2.0),
        ),
        "memory": {"workers": 120e6, "floor_workers": 100e6, "renderers": 40e6},
        "visits": {
            "guest": {"gzipped": 33_000, "requests": 4, "path": "/", "found_by": "its HTML"}
        },
        "rest": 5.0,
    }


FOUND = {
    "date": "2026-01-31",
    "machine": {"processor": "Some CPU (R) X1 16-Core Processor", "cores": "2", "memory": "8 GiB"},
    "versions": {"Django": "6"},
    "load": {"before": "0.1", "after": "0.2"},
    "sizes": {"30000": size(1.0), "1000000": size(2.0)},
    "walks": {"posts": 1_000_000, "big": ["post"], "walks": [["list", "sorts 9 rows"]]},
}


def test_stat_of_a_process_whose_name_holds_anything():
    fields = " ".join(str(n) for n in range(10, 60))
    stat = cpu.parse_stat(f"42 (a) S 1 (b) R 7 1 1 1 1 1 1 1 1 1 250 150 30 20 {fields}")
    assert (stat.pid, stat.parent) == (42, 7)
    assert (stat.own * cpu.TICKS, stat.reaped * cpu.TICKS) == (400, 50)


def test_tree_of_processes():
    stats = {
        pid: cpu.Stat(pid, parent, 0, 0)
        for pid, parent in ((1, 0), (5, 1), (6, 5), (7, 6), (8, 1), (9, 5))
    }
    assert sorted(cpu.descendants(5, stats)) == [5, 6, 7, 9]
    assert cpu.descendants(99, stats) == []
    assert cpu.part_of("web", "python -m threads.markup.worker 3") == "renderer"
    assert cpu.part_of("web", "python manage.py worker") == "worker"
    assert cpu.part_of("web", "gunicorn") == "web"
    assert cpu.part_of("postgres", "manage.py worker") == "postgres"


@LINUX
def test_time_of_a_tree_counts_who_lives_and_who_has_ended():
    burn = "import time\nwhile time.process_time() < {}: pass\n"
    program = (
        "import subprocess, sys\n"
        + f"subprocess.run([sys.executable, '-c', {burn.format(0.15)!r}], check=True)\n"
        + burn.format(0.2)
        + "print(time.process_time(), flush=True)\ninput()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        own = float(process.stdout.readline())
        meter = cpu.Meter({"web": process.pid})
        assert own + 0.13 <= meter.read()["web"] <= own + 0.6
        assert sum(meter.memory("web")) > 1_000_000
        process.communicate("\n")
    assert meter.read() == {}


def test_memory_line():
    assert cpu.parse_pss("00-ff [rollup]\nRss: 9 kB\nPss:   12 kB\nPss_Dirty: 3 kB\n") == 12_288


def test_ratios_say_what_is_met_and_by_how_much_a_goal_is_missed():
    said = {
        (size, f"{one.name}, {one.unit}" if one.of == "its budget" else one.name, one.of): (
            round(one.ratio, 3),
            one.is_met,
            one.words,
        )
        for size, one in goals.verdicts(FOUND["sizes"])
    }
    floor = "(3)"
    assert said["30000", "topic, guest", floor] == (0.25, True, "met, 17% to spare")
    assert said["1000000", "topic, guest", floor] == (0.5, False, "MISSED by 67%")
    assert said["30000", "last, guest", "our topic"] == (2.1, False, "MISSED, 2.0 times the goal")
    assert said["30000", "last, guest", floor] == (0.525, None, "")
    grown = "itself at 30,000 posts"
    assert said["1000000", "topic, guest", grown] == (2.0, False, "MISSED by 67%")
    assert said["1000000", "reply, guest", grown] == (1.0, True, "met, 17% to spare")
    assert ("1000000", "(3), guest", grown) not in said
    assert said["30000", "two web workers", "those of the bare project"][0] == 1.2
    visit_of = ("first visit, guest, KB", "first visit, guest, requests")
    assert [said["30000", name, "its budget"][0] for name in visit_of] == [1.1, 1.0]
    assert goals.Verdict("x", 1, "ms", "y", 0, 1).ratio == float("inf")


def test_the_text_holds_every_table():
    text = results.as_text(FOUND)
    assert "3.00 ms of worker and database for 2.0 notices, 1.50 ms each" in text
    assert "## 1,000,000 posts" in text
    assert "- list: sorts 9 rows" in text
    for block in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        assert len({len(line) for line in block.splitlines()}) == 1, block
    assert results.percentiles([0.001]) == []
    assert results.percentiles([n / 1000 for n in range(1, 101)])[0] == 50.5
    assert slug(FOUND["machine"]) == "some-x1-2-cores"


def test_the_chart_is_a_picture_with_words():
    bars = publish.bars_of(FOUND)
    assert [(one.label, [*one.ratios], one.goal) for one in bars] == [
        ("topic, guest ÷ (3)", [0.25, 0.5], 0.3),
        ("reply, guest ÷ (3)", [1.5, 1.5], 1.5),
    ]
    bars.append(chart.Bars("far & <away>", [None, 9.0], 0.5))
    picture = chart.draw([30_000, 1_000_000], bars, publish.caption(FOUND))
    root = ET.fromstring(picture)
    space = "{http://www.w3.org/2000/svg}"
    assert "0.50 at 1,000,000 posts; goal at most 0.30" in root.find(f"{space}desc").text
    words = [text.text for text in root.iter(f"{space}text")]
    assert {"0.25 met", "0.50 missed", "9.00 missed", "far & <away>"} <= set(words)
    width = float(root.get("width"))
    ends = [float(r.get("x", 0)) + float(r.get("width")) for r in root.iter(f"{space}rect")]
    assert max(ends) <= width
    assert "prefers-color-scheme: dark" in picture


def test_what_a_page_names():
    html = (
        '<link rel="stylesheet" href="/a.css"><link href="/b.js" rel="modulepreload">'
        '<link rel="alternate" href="/feed/"><script src="/c.js" defer></script><a href="/d">'
        '<img alt="" src="/e.png">'
    )
    assert visit.names_in(html) == ["/a.css", "/b.js", "/c.js", "/e.png"]


class Answers(BaseHTTPRequestHandler):
    """Plain, in chunks, or closing the connection each time."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200)
        if self.path == "/chunks":
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n")
            return
        if self.path == "/close":
            self.send_header("Connection", "close")
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"abcde")

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(302 if body == b"a=1" else 400)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


def test_the_client_reads_every_kind_of_answer():
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        for path in ("/plain", "/chunks", "/close"):
            asked = [{"method": "GET", "path": path}]
            found = client.run({"port": port, "requests": asked, "clients": 3, "count": 9})
            assert (found["statuses"], found["bytes"], len(found["latencies"])) == ({200: 9}, 5, 9)
        form = [{"method": "POST", "path": "/", "body": body} for body in ("a=1", "a=2")]
        found = client.run({"port": port, "requests": form, "clients": 1, "count": 3})
        assert found["statuses"] == {302: 2, 400: 1}
        server.shutdown()


TABLES = """
CREATE TABLE accounts_user (id bigint PRIMARY KEY, username text, password text, date_joined timestamptz);
INSERT INTO accounts_user VALUES (1, 'ada', '!', now()), (2, 'ben', '!', now());
CREATE TABLE threads_category (id bigint, name text, slug text);
INSERT INTO threads_category VALUES (1, 'Hall', 'hall');
CREATE TABLE threads_topic (id bigint, title varchar(200), slug varchar(80), category_id bigint,
    author_id bigint, last_author_id bigint, post_count int, last_number int, last_post_at timestamptz);
INSERT INTO threads_topic VALUES (1, 'Who leads?', 'who-leads', 1, 1, NULL, 21, 21, now());
CREATE TABLE threads_post (id bigint, topic_id bigint, number int, author_id bigint,
    created_at timestamptz, source text, html text, text text, like_count int);
INSERT INTO threads_post SELECT n, 1, n, 1 + n %% 2, now(), 'a river', '<p>a river</p>', 'a river', n
    FROM generate_series(1, 21) n;
""".replace("%%", "%")


@pytest.fixture
def bare_database(django_db_setup):
    """A database of its own with the few columns that the floor copies, gone afterwards."""
    ours = settings.DATABASES["default"]
    where = {"host": ours["HOST"], "port": ours["PORT"], "user": ours["USER"],
             "password": ours["PASSWORD"]}  # fmt: skip
    name = f"{ours['TEST']['NAME'] or 'test_forum'}_floor"
    server = psycopg2.connect(**where, dbname="postgres")
    server.autocommit = True
    server.cursor().execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    server.cursor().execute(f'CREATE DATABASE "{name}"')
    link = psycopg2.connect(**where, dbname=name)
    link.autocommit = True
    try:
        yield (
            link,
            f"postgres://{where['user']}:{where['password']}@{where['host']}:{where['port']}/{name}",
        )
    finally:
        link.close()
        server.cursor().execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        server.close()


def test_the_bare_project_has_its_pages(bare_database):
    """Copied by the SQL of the bench, asked for under its own settings: the pages are there, one can
    sign in, and a reply stands rendered and harmless."""
    link, url = bare_database
    link.cursor().execute(TABLES)
    link.cursor().execute("CREATE SCHEMA floor")
    sites.floor_manage(url, "migrate", "--verbosity", "0")
    tables.fill(link, lambda line: None)
    done = subprocess.run(
        [sys.executable, "-m", "tests.floor_pages"],
        cwd=ROOT, env=sites.floor_environment(url), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    statuses = {name: one[0] for name, one in found.items() if name != "said"}
    assert statuses.pop("/t/2/") == 404
    assert statuses.pop("login") == statuses.pop("reply") == 302
    assert set(statuses.values()) == {200}, statuses
    assert found["/t/1/"][1] > found["/t/1/?page=2"][1]
    assert found["reply"][2] == "/t/1/?page=2#post-22"
    assert found["in"][1] > found["/t/1/"][1]
    assert found["said"]
