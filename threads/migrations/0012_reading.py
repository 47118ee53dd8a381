from django.db import migrations, models

# What `threads.models.ranges` writes ("1-20,25") as the database's own type, {[1,21),[25,26)}.
FORWARDS = r"""
CREATE FUNCTION threads_ranges(said text) RETURNS int4multirange
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ('{' || regexp_replace(
    regexp_replace(said, '(^|,)(\d+)(?=,|$)', '\1\2-\2', 'g'), '(\d+)-(\d+)', '[\1,\2]', 'g'
) || '}')::int4multirange
"""
BACKWARDS = "DROP FUNCTION threads_ranges(text)"


class Migration(migrations.Migration):
    dependencies = [("threads", "0011_following")]

    operations = [
        migrations.RunSQL(FORWARDS, BACKWARDS),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                fields=["topic", "created_at", "number"], name="threads_post_since"
            ),
        ),
        migrations.AddIndex(
            model_name="topic",
            index=models.Index(fields=["-created_at", "-id"], name="threads_topic_newest"),
        ),
        migrations.AddIndex(
            model_name="topic",
            index=models.Index(fields=["-post_count", "-id"], name="threads_topic_fullest"),
        ),
    ]
