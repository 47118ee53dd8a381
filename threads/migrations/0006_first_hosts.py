from django.db import migrations


class Migration(migrations.Migration):
    """Who opened a topic hosts it; a migration of its own, since the column has just come."""

    dependencies = [("threads", "0005_prompts_and_harvest")]

    operations = [
        migrations.RunSQL(
            "UPDATE threads_topic SET host_id = author_id WHERE host_id IS NULL",
            migrations.RunSQL.noop,
        )
    ]
