"""The addresses of conversations; they are a promise (docs/architecture.md)."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from threads.views import (
    asks,
    bookmarks,
    catching_up,
    drafts,
    feeds,
    filing,
    follows,
    glossary,
    harvests,
    held,
    hosts,
    lists,
    live,
    overviews,
    panels,
    people,
    perspectives,
    posts,
    prompts,
    readers,
    records,
    relations,
    search,
    suggestions,
    topics,
)
from threads.views.help import help_writing


class SlugConverter(StringConverter):
    """The decoration in an address: letters and digits of any script, hyphens, underscores."""

    regex = r"[-\w]+"


class HandleConverter(StringConverter):
    """What a handle is made of."""

    regex = r"[A-Za-z0-9._-]+"


register_converter(SlugConverter, "words")
register_converter(HandleConverter, "handle")

app_name = "threads"
urlpatterns = [
    path("", lists.latest, name="latest"),
    path("c/<words:slug>/", lists.category_detail, name="category_detail"),
    path("tag/<words:slug>/", lists.tag_detail, name="tag_detail"),
    path("feed/", feeds.site_feed, name="site_feed"),
    path("c/<words:slug>/feed/", feeds.category_feed, name="category_feed"),
    path("tag/<words:slug>/feed/", feeds.tag_feed, name="tag_feed"),
    path("c/<words:slug>/follow/", follows.category_follow, name="category_follow"),
    path("c/<words:slug>/by-mail/", follows.category_by_mail, name="category_by_mail"),
    path("tag/<words:slug>/follow/", follows.tag_follow, name="tag_follow"),
    path("settings/following/", follows.following, name="following"),
    path("unread/", overviews.unread_list, name="unread_list"),
    path("unread/start-afresh/", readers.fresh_start, name="fresh_start"),
    path("new/", overviews.new_list, name="new_list"),
    path("top/", overviews.top_list, name="top_list"),
    path("mine/", overviews.mine_list, name="mine_list"),
    path("followed/", overviews.followed_list, name="followed_list"),
    path("c/<words:slug>/read/", readers.category_read, name="category_read"),
    path("categories/", lists.category_list, name="category_list"),
    path("waiting/", lists.waiting_list, name="waiting_list"),
    path("topics/new/", topics.topic_create, name="topic_create"),
    path("t/<int:topic_id>/", topics.topic_redirect, name="topic_redirect"),
    path("news/", live.list_news, name="list_news"),
    path("t/<int:topic_id>/news/", live.topic_news, name="topic_news"),
    path("t/<int:topic_id>/read/", readers.topic_read, name="topic_read"),
    path("t/<int:topic_id>/follow/", follows.topic_follow, name="topic_follow"),
    path("t/<int:topic_id>/all-read/", readers.topic_all_read, name="topic_all_read"),
    path("t/<int:topic_id>/hosts/", hosts.topic_hosts, name="topic_hosts"),
    path("t/<int:topic_id>/hosts/<slug:act>/", hosts.host_act, name="host_act"),
    path("t/<int:topic_id>/reply/", topics.reply, name="reply"),
    path("t/<words:slug>/<int:topic_id>/", topics.topic_detail, name="topic_detail"),
    path("t/<words:slug>/<int:topic_id>/<int:number>/", topics.topic_detail, name="topic_post"),
    path(
        "t/<words:slug>/<int:topic_id>/prompts/<int:prompt_id>/",
        prompts.prompt_detail,
        name="prompt_detail",
    ),
    path("t/<int:topic_id>/asks/", asks.ask_list, name="ask_list"),
    path("asks/<int:ask_id>/answer/", asks.ask_answer, name="ask_answer"),
    path("asks/<int:ask_id>/set-aside/", asks.ask_set_aside, name="ask_set_aside"),
    path("asks/<int:ask_id>/reopen/", asks.ask_reopen, name="ask_reopen"),
    path("t/<int:topic_id>/panel/", panels.topic_panel, name="topic_panel"),
    path(
        "t/<int:topic_id>/panel/<int:panelist_id>/view/",
        perspectives.perspective_edit,
        name="perspective_edit",
    ),
    path(
        "t/<int:topic_id>/panel/<int:panelist_id>/respond/",
        perspectives.perspective_respond,
        name="perspective_respond",
    ),
    path("t/<int:topic_id>/origins/", relations.topic_origins, name="topic_origins"),
    path(
        "t/<int:topic_id>/origins/<int:relation_id>/remove/",
        relations.topic_unrelate,
        name="topic_unrelate",
    ),
    path("t/<words:slug>/<int:topic_id>/text/", records.topic_text, name="topic_text"),
    path("t/<words:slug>/<int:topic_id>/print/", records.topic_print, name="topic_print"),
    path(
        "t/<words:slug>/<int:topic_id>/catch-up/",
        catching_up.topic_catch_up,
        name="topic_catch_up",
    ),
    path("t/<words:slug>/<int:topic_id>/feed/", feeds.topic_feed, name="topic_feed"),
    path(
        "t/<words:slug>/<int:topic_id>/prompts/<int:prompt_id>/feed/",
        feeds.prompt_feed,
        name="prompt_feed",
    ),
    path("t/<words:slug>/<int:topic_id>/board/", prompts.topic_board, name="topic_board"),
    path("t/<int:topic_id>/prompts/", prompts.prompt_list, name="prompt_list"),
    path("t/<int:topic_id>/prompts/add/", prompts.prompt_add, name="prompt_add"),
    path("t/<int:topic_id>/prompts/order/", prompts.prompt_order, name="prompt_order"),
    path("t/<int:topic_id>/prompts/suggest/", suggestions.prompt_suggest, name="prompt_suggest"),
    path(
        "t/<int:topic_id>/prompts/suggestions/<int:suggestion_id>/",
        suggestions.suggestion_decide,
        name="suggestion_decide",
    ),
    path("t/<int:topic_id>/prompts/<int:prompt_id>/edit/", prompts.prompt_edit, name="prompt_edit"),
    path("t/<int:topic_id>/prompts/<int:prompt_id>/pass/", prompts.prompt_pass, name="prompt_pass"),
    path(
        "t/<int:topic_id>/prompts/<int:prompt_id>/follow/",
        follows.prompt_follow,
        name="prompt_follow",
    ),
    path(
        "t/<int:topic_id>/prompts/<int:prompt_id>/<words:act>/",
        prompts.prompt_act,
        name="prompt_act",
    ),
    path("p/<int:post_id>/filing/", filing.post_filing, name="post_filing"),
    path("p/<int:post_id>/suggest-prompts/", filing.suggest_prompts, name="suggest_prompts"),
    path("p/<int:post_id>/", posts.post_redirect, name="post_redirect"),
    path("p/<int:post_id>/unread/", readers.post_unread, name="post_unread"),
    path("p/<int:post_id>/edit/", posts.post_edit, name="post_edit"),
    path("p/<int:post_id>/like/", posts.post_like, name="post_like"),
    path("p/<int:post_id>/likes/", posts.post_likes, name="post_likes"),
    path("p/<int:post_id>/delete/", posts.post_withdraw, name="post_withdraw"),
    path("p/<int:post_id>/history/", posts.post_history, name="post_history"),
    path("p/<int:post_id>/bookmark/", bookmarks.post_bookmark, name="post_bookmark"),
    path("bookmarks/", bookmarks.bookmark_list, name="bookmark_list"),
    path("bookmarks/<int:bookmark_id>/remove/", bookmarks.bookmark_remove, name="bookmark_remove"),
    path("bookmarks/<int:bookmark_id>/done/", bookmarks.bookmark_done, name="bookmark_done"),
    path("t/<int:topic_id>/harvest/", harvests.harvest_list, name="harvest_list"),
    path("t/<int:topic_id>/harvesters/", harvests.harvester_name, name="harvester_name"),
    path("harvests/<int:harvest_id>/", harvests.harvest_detail, name="harvest_detail"),
    path("harvests/<int:harvest_id>/edit/", harvests.harvest_edit, name="harvest_edit"),
    path("harvests/<int:harvest_id>/cite/", harvests.harvest_cite, name="harvest_cite"),
    path("harvests/<int:harvest_id>/publish/", harvests.harvest_publish, name="harvest_publish"),
    path(
        "harvests/<int:harvest_id>/unpublish/",
        harvests.harvest_unpublish,
        name="harvest_unpublish",
    ),
    path(
        "harvests/<int:harvest_id>/versions/<int:number>/",
        harvests.harvest_version,
        name="harvest_version",
    ),
    path(
        "citations/<int:citation_id>/dispute/", harvests.citation_dispute, name="citation_dispute"
    ),
    path("drafts/", drafts.draft_list, name="draft_list"),
    path("drafts/<int:draft_id>/discard/", drafts.draft_discard, name="draft_discard"),
    path("preview/", posts.preview, name="preview"),
    path("held/", held.held_list, name="held_list"),
    path("held/<int:held_id>/", held.held_detail, name="held_detail"),
    path("held/<int:held_id>/withdraw/", held.held_withdraw, name="held_withdraw"),
    path("glossary/", glossary.glossary, name="glossary"),
    path("search/", search.search, name="search"),
    path("search/similar/", search.search_similar, name="search_similar"),
    path("help/writing/", help_writing, name="help_writing"),
    path("people/names/", people.people_names, name="people_names"),
    path("people/", people.people_list, name="people_list"),
    path("u/<handle:username>/", people.person_detail, name="person_detail"),
    path("u/<handle:username>/ignore/", people.person_ignore, name="person_ignore"),
    path("u/<handle:username>/feed/", feeds.person_feed, name="person_feed"),
]
