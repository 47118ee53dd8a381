"""Which circles read a category decides which titles their members see on pages of other topics.

So a change of it changes what all pages show, like a change of the category (`0014`).
"""

from django.db import migrations

TRIGGER = """
CREATE TRIGGER threads_categorycircle_note_site AFTER INSERT OR UPDATE OR DELETE
ON threads_categorycircle FOR EACH STATEMENT EXECUTE FUNCTION threads_note_site();
"""


class Migration(migrations.Migration):
    dependencies = [("threads", "0014_topic_changes")]
    operations = [
        migrations.RunSQL(
            TRIGGER, "DROP TRIGGER threads_categorycircle_note_site ON threads_categorycircle;"
        )
    ]
