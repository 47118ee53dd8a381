"""Every table that a page shows says, in the transaction of the act, of which topic it changed.

Done by triggers, so that no act can forget it: a page that is remembered by the version of its
topic is right the moment an act commits, in every process. `TopicChange` says how versions work.
"""

from django.db import migrations, models

# What changed, by statement: the topics of the rows in `changed`. What left a topic leaves a
# `FormerPlace` there and changes its counters.
TOPICS = {
    "threads_topic": "SELECT id FROM changed",
    "threads_post": "SELECT topic_id FROM changed",
    "threads_formerplace": """SELECT topic_id FROM changed
        UNION SELECT post.topic_id FROM changed JOIN threads_post post ON post.id = post_id""",
    "threads_postlink": """SELECT topic_id FROM changed
        UNION SELECT post.topic_id FROM changed JOIN threads_post post ON post.id = target_id""",
    "threads_topicrelation": "SELECT topic_id FROM changed UNION SELECT origin_id FROM changed",
    "threads_topictag": "SELECT topic_id FROM changed",
    "threads_source": "SELECT topic_id FROM changed",
    "threads_fishbowl": "SELECT topic_id FROM changed",
    "threads_panelist": "SELECT topic_id FROM changed",
    "threads_perspective": """SELECT panelist.topic_id
        FROM changed JOIN threads_panelist panelist ON panelist.id = panelist_id""",
    "threads_cohost": "SELECT topic_id FROM changed",
    "threads_hostoffer": "SELECT topic_id FROM changed",
    "threads_ask": "SELECT topic_id FROM changed",
    "threads_prompt": "SELECT topic_id FROM changed",
    "threads_promptversion": """SELECT prompt.topic_id
        FROM changed JOIN threads_prompt prompt ON prompt.id = prompt_id""",
    "threads_promptpass": """SELECT prompt.topic_id
        FROM changed JOIN threads_prompt prompt ON prompt.id = prompt_id""",
    "threads_promptsuggestion": "SELECT topic_id FROM changed",
    "threads_answer": """SELECT post.topic_id
        FROM changed JOIN threads_post post ON post.id = post_id""",
    "threads_harvest": "SELECT topic_id FROM changed",
    "threads_harvester": "SELECT topic_id FROM changed",
    "threads_harvestversion": """SELECT harvest.topic_id
        FROM changed JOIN threads_harvest harvest ON harvest.id = harvest_id""",
    "threads_citation": """SELECT harvest.topic_id
        FROM changed JOIN threads_harvest harvest ON harvest.id = harvest_id""",
    "ledger_entry": """SELECT topic_id FROM changed WHERE topic_id IS NOT NULL
        UNION SELECT other_topic_id FROM changed WHERE other_topic_id IS NOT NULL""",
}
# What pages of any topic may show.
SITE = (
    "threads_category",
    # Which circles read a category decides which titles their members see on other pages.
    "threads_categorycircle",
    "threads_tag",
    "threads_glossaryentry",
    "threads_glossaryname",
    "accounts_community",
    "accounts_rolelabel",
)
# The same for some columns of rows that change often: what is said of a person, of a topic and of a
# post on pages of other topics (titles of links, "mentioned in", what came from where).
SITE_ROWS = {
    "accounts_user": ("username", "display_name", "about_html", "is_active", "date_joined"),
    "threads_topic": ("title", "slug", "category_id", "is_listed", "merged_into_id"),
    "threads_post": ("topic_id", "hidden_at", "withdrawn_at"),
}
ACTS = (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD"))

NOTE = """
CREATE FUNCTION threads_note(topics bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    before bigint;
BEGIN
    IF coalesce(cardinality(topics), 0) = 0 THEN
        RETURN;
    END IF;
    topics := topics || -1::bigint;
    before := nextval(pg_get_serial_sequence('threads_topicchange', 'id'));
    INSERT INTO threads_topicchange (topic_id) SELECT unnest(topics);
    -- Rows that another act is about to take away are left to it: nobody waits here.
    DELETE FROM threads_topicchange WHERE id IN (
        SELECT id FROM threads_topicchange
        WHERE topic_id = ANY (topics) AND id < before FOR UPDATE SKIP LOCKED
    );
END
$$;
CREATE FUNCTION threads_note_site() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM threads_note(ARRAY[0::bigint]);
    RETURN NULL;
END
$$;
CREATE FUNCTION threads_note_site_if_any() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM changed) THEN
        PERFORM threads_note(ARRAY[0::bigint]);
    END IF;
    RETURN NULL;
END
$$;
"""


def _triggers() -> str:
    made = [NOTE]
    for table, topics in TOPICS.items():
        made.append(f"""
CREATE FUNCTION {table}_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM threads_note(ARRAY(SELECT DISTINCT topic FROM ({topics}) AS of_topics (topic)));
    RETURN NULL;
END
$$;""")
        made += [
            f"CREATE TRIGGER {table}_note_{act.lower()} AFTER {act} ON {table}"
            f" REFERENCING {rows} TABLE AS changed"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {table}_note();"
            for act, rows in ACTS
        ]
    made += [
        f"CREATE TRIGGER {table}_note_site_{act.lower()} AFTER {act} ON {table}"
        f" REFERENCING {rows} TABLE AS changed"
        " FOR EACH STATEMENT EXECUTE FUNCTION threads_note_site_if_any();"
        for table in SITE
        for act, rows in ACTS
    ]
    for table, columns in SITE_ROWS.items():
        differs = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in columns)
        made.append(
            f"CREATE TRIGGER {table}_note_site AFTER UPDATE ON {table} FOR EACH ROW"
            f" WHEN ({differs}) EXECUTE FUNCTION threads_note_site();"
            f"CREATE TRIGGER {table}_note_site_gone AFTER DELETE ON {table} FOR EACH ROW"
            " EXECUTE FUNCTION threads_note_site();"
        )
    return "\n".join(made)


def _without() -> str:
    functions = [f"{table}_note()" for table in TOPICS]
    functions += ["threads_note_site()", "threads_note_site_if_any()"]
    dropped = [f"DROP FUNCTION {name} CASCADE;" for name in functions]
    return "\n".join([*dropped, "DROP FUNCTION threads_note(bigint[]);"])


class Migration(migrations.Migration):
    dependencies = [
        ("threads", "0013_bookmarks_due"),
        ("ledger", "0004_prompts_and_harvest"),
        ("accounts", "0006_reading"),
    ]
    operations = [
        migrations.CreateModel(
            name="TopicChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("topic_id", models.BigIntegerField(verbose_name="topic")),
            ],
            options={
                "verbose_name": "change of a topic",
                "verbose_name_plural": "changes of topics",
                "indexes": [
                    models.Index(fields=["topic_id", "id"], name="threads_topicchange_topic")
                ],
            },
        ),
        migrations.RunSQL(_triggers(), _without()),
    ]
