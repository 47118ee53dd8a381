from django.db import migrations, models


class Migration(migrations.Migration):
    """People on a panel change places in one transaction."""

    dependencies = [("threads", "0006_first_hosts")]

    operations = [
        migrations.RemoveConstraint(model_name="panelist", name="threads_panelist_position_unique"),
        migrations.AddConstraint(
            model_name="panelist",
            constraint=models.UniqueConstraint(
                deferrable=models.Deferrable["DEFERRED"],
                fields=("topic", "position"),
                name="threads_panelist_position_unique",
            ),
        ),
    ]
