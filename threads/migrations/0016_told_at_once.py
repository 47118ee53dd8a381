"""Whoever listens is told the moment an act commits: of which topic, that something was posted,
and who got a notice. Nobody has to listen; then nobody is told.

What is told of one act comes once, however many rows it changed: PostgreSQL drops what it said
already in a transaction.
"""

from django.db import migrations

# A channel carries 8,000 bytes; who changes more than these tells everybody to look.
TOLD = """
CREATE OR REPLACE FUNCTION threads_note(topics bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    before bigint;
    told text;
BEGIN
    IF coalesce(cardinality(topics), 0) = 0 THEN
        RETURN;
    END IF;
    told := array_to_string(array_remove(topics, 0::bigint), ' ');
    IF told <> '' THEN
        PERFORM pg_notify('forum', CASE WHEN length(told) < 7900 THEN 'topic ' || told ELSE 'all' END);
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
CREATE FUNCTION threads_tell_lists() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('forum', 'topic -1');
    RETURN NULL;
END
$$;
CREATE TRIGGER threads_post_tell AFTER INSERT ON threads_post
    FOR EACH STATEMENT EXECUTE FUNCTION threads_tell_lists();
CREATE FUNCTION threads_tell_people() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('forum', 'person ' || string_agg(person::text, ' '))
    FROM (
        SELECT person, (row_number() OVER ()) / 400 AS part
        FROM (SELECT DISTINCT recipient_id AS person FROM told WHERE on_site) AS people
    ) AS parts GROUP BY part;
    RETURN NULL;
END
$$;
CREATE TRIGGER notifications_notice_tell AFTER INSERT ON notifications_notice
    REFERENCING NEW TABLE AS told FOR EACH STATEMENT EXECUTE FUNCTION threads_tell_people();
"""

UNTOLD = """
DROP TRIGGER notifications_notice_tell ON notifications_notice;
DROP FUNCTION threads_tell_people();
DROP TRIGGER threads_post_tell ON threads_post;
DROP FUNCTION threads_tell_lists();
CREATE OR REPLACE FUNCTION threads_note(topics bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    before bigint;
BEGIN
    IF coalesce(cardinality(topics), 0) = 0 THEN
        RETURN;
    END IF;
    topics := topics || -1::bigint;
    before := nextval(pg_get_serial_sequence('threads_topicchange', 'id'));
    INSERT INTO threads_topicchange (topic_id) SELECT unnest(topics);
    DELETE FROM threads_topicchange WHERE id IN (
        SELECT id FROM threads_topicchange
        WHERE topic_id = ANY (topics) AND id < before FOR UPDATE SKIP LOCKED
    );
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("threads", "0015_told_by_mail"), ("notifications", "0005_told_by_mail")]
    operations = [migrations.RunSQL(TOLD, UNTOLD)]
