"""Where Django keeps in the database what allauth counts (as `createcachetable` makes it)."""

from django.db import migrations

COUNTED = """
CREATE TABLE accounts_counted (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX accounts_counted_expires ON accounts_counted (expires);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0014_limits'),
    ]

    operations = [
        migrations.RunSQL(COUNTED, 'DROP TABLE accounts_counted;'),
    ]
