"""How often what may be done, and how much it is."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0013_first_waits'),
    ]

    operations = [
        migrations.AddField(
            model_name='community',
            name='limits_percent',
            field=models.PositiveSmallIntegerField(db_default=100, default=100, help_text='How often people may write, search and press in a minute or a day, of what is usual; 200: twice as often.', validators=[django.core.validators.MinValueValidator(10), django.core.validators.MaxValueValidator(1000)], verbose_name='how much at once, in percent'),
        ),
        migrations.AddField(
            model_name='community',
            name='new_member_days',
            field=models.PositiveSmallIntegerField(db_default=7, default=7, help_text='For so long the limits below hold for them; 0: for nobody.', validators=[django.core.validators.MaxValueValidator(365)], verbose_name='days that members are new'),
        ),
        migrations.AddField(
            model_name='community',
            name='new_member_links',
            field=models.PositiveSmallIntegerField(db_default=5, default=5, verbose_name='links in a text of a new member'),
        ),
        migrations.AddField(
            model_name='community',
            name='new_member_mentions',
            field=models.PositiveSmallIntegerField(db_default=5, default=5, verbose_name='people whom a text of a new member names'),
        ),
        migrations.AddField(
            model_name='community',
            name='new_member_posts',
            field=models.PositiveSmallIntegerField(db_default=30, default=30, validators=[django.core.validators.MinValueValidator(1)], verbose_name='posts of a new member a day'),
        ),
        migrations.CreateModel(
            name='Bucket',
            fields=[
                ('key', models.CharField(max_length=100, primary_key=True, serialize=False, verbose_name='what and who')),
                ('until', models.DateTimeField(verbose_name='used up until')),
                ('window', models.DurationField(verbose_name='window')),
            ],
            options={
                'verbose_name': 'bucket of a limit',
                'verbose_name_plural': 'buckets of limits',
                'indexes': [models.Index(fields=['until'], name='accounts_bucket_until')],
            },
        ),
    ]
