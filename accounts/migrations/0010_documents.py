"""What the community asks of its members; and each process hears when the community changes."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


TOLD = """
CREATE FUNCTION accounts_tell_community() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('community', '');
    RETURN NULL;
END
$$;
CREATE TRIGGER accounts_community_tell AFTER INSERT OR UPDATE OR DELETE ON accounts_community
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_tell_community();
CREATE TRIGGER accounts_rolelabel_tell AFTER INSERT OR UPDATE OR DELETE ON accounts_rolelabel
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_tell_community();
"""

UNTOLD = """
DROP TRIGGER accounts_rolelabel_tell ON accounts_rolelabel;
DROP TRIGGER accounts_community_tell ON accounts_community;
DROP FUNCTION accounts_tell_community();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0009_leaving'),
    ]

    operations = [
        migrations.AddField(
            model_name='community',
            name='agreement',
            field=models.BigIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name='community',
            name='documents',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), db_default=[], default=list, editable=False),
        ),
        migrations.AddField(
            model_name='user',
            name='agreed_to',
            field=models.BigIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.BigIntegerField(verbose_name='up to version')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='agreed')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DB_CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'agreement',
                'verbose_name_plural': 'agreements',
                'constraints': [models.UniqueConstraint(fields=('person', 'version'), name='accounts_agreement_unique')],
            },
        ),
        migrations.RunSQL(TOLD, UNTOLD),
    ]
