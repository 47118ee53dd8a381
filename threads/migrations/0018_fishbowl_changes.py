"""The tables of a running fishbowl say of which topic they changed, as those of 0014 do; and who is
named on the panel of a fishbowl that runs has a seat in it."""

from django.db import migrations

ACTS = (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD"))
SELECTS = {
    table: """SELECT fishbowl.topic_id
        FROM changed JOIN threads_fishbowl fishbowl ON fishbowl.id = fishbowl_id"""
    for table in ("threads_seat", "threads_hand", "threads_rest", "threads_round")
} | {
    "threads_turn": """SELECT fishbowl.topic_id FROM changed
        JOIN threads_round round ON round.id = round_id
        JOIN threads_fishbowl fishbowl ON fishbowl.id = round.fishbowl_id""",
}


def _triggers() -> str:
    made = []
    for table, topics in SELECTS.items():
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
    return "\n".join(made)


SEATED = """
UPDATE threads_fishbowl SET phase = 'closed' FROM threads_topic topic
    WHERE topic.id = topic_id AND topic.state <> 'open';
INSERT INTO threads_seat (fishbowl_id, kind, person_id, state, slot, sat_at, held_from, left_why)
    SELECT fishbowl.id, 'panel', panelist.person_id, 'seated', panelist.position, now(), now(), ''
    FROM threads_fishbowl fishbowl
    JOIN threads_topic topic ON topic.id = fishbowl.topic_id AND topic.kind = 'fishbowl'
    JOIN threads_panelist panelist ON panelist.topic_id = fishbowl.topic_id
    WHERE fishbowl.phase <> 'closed' AND panelist.person_id IS NOT NULL;
UPDATE threads_fishbowl SET free_chairs = open_chairs WHERE phase = 'panel';
"""


class Migration(migrations.Migration):
    dependencies = [("threads", "0017_fishbowls")]

    operations = [
        migrations.RunSQL(
            _triggers(),
            "\n".join(f"DROP FUNCTION {table}_note() CASCADE;" for table in SELECTS),
        ),
        migrations.RunSQL(SEATED, migrations.RunSQL.noop),
    ]
