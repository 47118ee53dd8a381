from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Finds the bookmarks of a person that are due without reading all of theirs."""

    dependencies = [("threads", "0012_reading")]

    operations = [
        migrations.AddIndex(
            model_name="bookmark",
            index=models.Index(
                condition=Q(("remind_on__isnull", False)),
                fields=["person", "remind_on"],
                name="threads_bookmark_due",
            ),
        ),
    ]
