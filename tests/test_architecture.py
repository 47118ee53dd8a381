"""House rules that no linter can say. Each has one sentence why."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django.urls import URLPattern, URLResolver, get_resolver

pytestmark = pytest.mark.guard

ROOT = Path(__file__).resolve().parent.parent
APPS = ("leadership_forum", "moderation", "threads", "notifications", "ledger", "accounts")
SOURCES = [
    path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts
]
TEMPLATES = [*(ROOT / "templates").rglob("*.html")]


def test_imports_go_one_way():
    """The layers of the design, proved by import-linter; also run by `make check`."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "pattern",
    [
        r"<style\b",
        r"\sstyle\s*=",
        r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")",
        r"\son[a-z]+\s*=\s*[\"']",
        r"javascript:",
    ],
)
def test_templates_hold_no_inline_code(pattern):
    """The content security policy is strict: what stands inline does not run."""
    found = [str(path) for path in TEMPLATES if re.search(pattern, path.read_text(), re.IGNORECASE)]
    assert found == []


def test_templates_never_mark_text_safe():
    """Markup becomes safe in `markup.fill` and nowhere else; `safe` in a template is a hole."""
    made_by_libraries = ("field.help_text|safe", "totp_svg|safe")
    found = []
    for path in TEMPLATES:
        text = path.read_text()
        for known in made_by_libraries:
            text = text.replace(known, "")
        if re.search(r"\|\s*safe\b|autoescape off", text):
            found.append(str(path))
    assert found == []


def test_python_marks_text_safe_only_where_it_was_made_so():
    """`mark_safe` and its like live in markup and in the tags that build their own elements."""
    allowed = ("threads/markup/", "templatetags/", "threads/queries/posts.py")
    found = [
        str(path.relative_to(ROOT))
        for path in SOURCES
        if re.search(r"mark_safe|SafeString\(", path.read_text())
        and not any(part in str(path.relative_to(ROOT)) for part in allowed)
    ]
    assert found == []


def test_migrations_are_complete_and_do_not_branch(db):
    """A model without its migration, or two heads, break somebody's next start."""
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
    loader = MigrationLoader(None)
    heads = {app: loader.graph.leaf_nodes(app) for app in APPS if app != "moderation"}
    assert all(len(nodes) == 1 for nodes in heads.values()), heads


def test_no_drawer_for_everything():
    """A helper lives in the lowest layer that needs it; a drawer hides where that is."""
    drawers = {"utils", "helpers", "common", "core", "misc", "signals"}
    assert [path for path in SOURCES if path.stem in drawers or path.parent.name in drawers] == []


def test_files_and_functions_stay_short():
    """Past 400 lines, or 40 in a function, a noun is missing."""
    long_files = {
        str(path.relative_to(ROOT)): lines
        for path in SOURCES
        if (lines := len(path.read_text().splitlines())) > 400
    }
    assert long_files == {}
    long_functions = {
        f"{path.relative_to(ROOT)}:{node.name}": node.end_lineno - node.lineno
        for path in SOURCES
        if "demo" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and node.end_lineno and _code_lines(node) > 40
    }
    assert long_functions == {}


def _code_lines(node: ast.FunctionDef) -> int:
    first = node.body[0]
    documented = ast.get_docstring(node) is not None
    start = first.end_lineno if documented else node.lineno
    return (node.end_lineno or 0) - (start or 0)


def test_no_imports_inside_functions():
    """An import that hides in a function hides a cycle; `AppConfig.ready` is Django's own door."""
    found = [
        f"{path.relative_to(ROOT)}:{inner.lineno}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and node.name != "ready"
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert found == []


def test_views_neither_query_nor_save():
    """Views fetch by queries and change by actions; SQL has no place in them."""
    pattern = r"\.objects\b|\.save\(|\.delete\(|\.filter\("
    found = [
        str(path.relative_to(ROOT))
        for path in SOURCES
        if (path.parent.name == "views" or path.stem == "views")
        and re.search(pattern, path.read_text())
    ]
    assert found == []


def test_queries_never_write():
    """Reading and writing are apart, so that a page can be asked for twice."""
    pattern = r"\.(create|bulk_create|update|delete|save|get_or_create|update_or_create)\("
    found = [
        str(path.relative_to(ROOT))
        for path in SOURCES
        if (path.parent.name == "queries" or path.stem == "queries")
        and re.search(pattern, path.read_text())
    ]
    assert found == []


def test_every_view_says_what_methods_it_takes():
    """A view that answers every method answers one that nobody thought of."""
    ours = [
        pattern.callback
        for pattern in _patterns(get_resolver().url_patterns)
        if _is_our_view(pattern)
    ]
    missing = [v.__name__ for v in ours if not _decorated_with_methods(v)]
    assert missing == []


def _patterns(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield pattern


def _is_our_view(pattern: URLPattern) -> bool:
    module = pattern.callback.__module__
    return module.startswith(APPS) and "views" in module


def _decorated_with_methods(view) -> bool:
    while view is not None:
        if "request_method_list" in view.__code__.co_freevars:
            return True
        view = getattr(view, "__wrapped__", None)
    return False


def test_view_url_and_template_share_a_name():
    """Who knows one of the three names finds the other two."""
    alone = {
        "post_redirect",
        "topic_redirect",
        "post_like",
        "reply",
        "preview",
        "mark_read",
        "favicon",
        "robots",
        "manifest",
        "outbox_html",
        "draft_discard",
        "people_names",
        "person_ignore",
        "topic_read",
        "latest",
        "category_detail",
        "tag_detail",
        "topic_post",
        "appeal_signed",
        "appeal_answer",
        "document_version",
        "topic_create",
        "post_edit",
        "profile_edit",
        "log_export",
        "case_act",
        "undo",
        "held_withdraw",
        "host_act",
        "report_take_back",
        "ask_answer",
        "ask_set_aside",
        "ask_reopen",
        "topic_text",
        *("site_feed", "category_feed", "tag_feed", "topic_feed", "prompt_feed", "person_feed"),
        *(
            "mail_pause",
            "mail_again",
            "category_by_mail",
            "topic_follow",
            "category_follow",
            "tag_follow",
            "prompt_follow",
        ),
        *("circle_join", "circle_leave", "circle_act", "request_decide", "invitation_revoke"),
        "topic_unrelate",
        "prompt_add",
        "prompt_order",
        "prompt_pass",
        "prompt_act",
        "suggestion_decide",
        "suggest_prompts",
        "harvest_edit",
        "harvest_version",
        "harvester_name",
        *("bookmark_remove", "bookmark_done"),
        *("list_news", "topic_news"),
        *("unread_list", "new_list", "top_list", "mine_list", "followed_list"),
        *("fresh_start", "category_read", "topic_all_read", "post_unread"),
        *("chair_take", "chair_give_back", "chair_free", "chair_rest", "hand_raise", "hand_lower"),
        *("invitation", "chairs", "gallery", "fishbowl_times"),
        *("round_start", "round_pass", "round_skip", "round_end"),
        *("session_end", "session_end_others", "export_download", "passkey_list"),
    }  # fmt: skip - answers without a page, and pages that share one
    for pattern in _patterns(get_resolver().url_patterns):
        view = pattern.callback
        if not _is_our_view(pattern) or pattern.name in alone:
            continue
        assert view.__name__ == pattern.name
        names = {path.stem for path in TEMPLATES}
        assert pattern.name in names, pattern.name


def test_every_model_is_in_the_admin():
    """An admin can look at everything."""
    from django.contrib import admin

    ours = {m for m in apps.get_models() if m._meta.app_label in APPS}
    assert ours - admin.site._registry.keys() == set()


def test_every_admin_page_has_search_and_filters():
    """A list of a million rows is found in, not scrolled."""
    from django.contrib import admin

    for model, page in admin.site._registry.items():
        if model._meta.app_label in APPS:
            assert page.search_fields, model
            assert page.list_filter or model._meta.model_name in {"circle", "community"}, model


def test_policy_holds_no_unsafe_source():
    """One `unsafe-` word would undo the policy."""
    policy = str(settings.SECURE_CSP)
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "data:" not in policy
    assert settings.SECURE_CSP["default-src"] == ["'none'"]


def test_strings_are_translatable():
    """A sentence in a template that gettext does not see cannot be translated."""
    text = re.compile(r">\s*([A-Z][a-z]+(?: [a-z]+)+[^<{}]*)<")
    found = [
        (str(path.relative_to(ROOT)), match)
        for path in TEMPLATES
        if path.name != "500.html"
        for match in text.findall(
            re.sub(
                r"{%\s*(blocktranslate|comment).*?{%\s*end\1\s*%}",
                "",
                path.read_text(),
                flags=re.DOTALL,
            )
        )
    ]
    assert found == []


def test_no_sentence_hides_in_an_f_string():
    """What gathers the sentences for translators does not look there."""
    marks = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext", "npgettext"}
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in SOURCES
        for text in ast.walk(ast.parse(path.read_text()))
        if isinstance(text, ast.JoinedStr)
        for node in ast.walk(text)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in marks
    ]
    assert found == []


def test_every_variable_is_in_the_table():
    """Who runs the site looks in one place; a variable that is not there does not exist for them."""
    readers = r"env\.(?:text|flag|number|choice|words|site_url|time_zone)\(\s*\"([A-Z_]+)\""
    sources = [
        ROOT / "leadership_forum" / name for name in ("settings.py", "supervisor.py", "env.py")
    ]
    names = {name for path in sources for name in re.findall(readers, path.read_text())}
    table = (ROOT / "docs" / "operations.md").read_text()
    assert len(names) > 15
    assert [name for name in sorted(names) if f"| `{name}`" not in table] == []
