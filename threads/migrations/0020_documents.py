import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('threads', '0019_category_rights'),
        ('accounts', '0010_documents'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('rules', 'Rules of the community'), ('terms', 'Terms of use'), ('privacy', 'Privacy'), ('imprint', 'Imprint')], max_length=10, verbose_name='document')),
                ('number', models.PositiveIntegerField(verbose_name='version')),
                ('text', models.TextField(blank=True, max_length=60000, verbose_name='text')),
                ('html', models.TextField(blank=True, editable=False, verbose_name='rendered text')),
                ('note', models.CharField(blank=True, help_text='One sentence for members, who read it before they agree again.', max_length=280, verbose_name='what changed')),
                ('asks', models.BooleanField(default=False, help_text='At sign-up, and everybody anew before they go on.', verbose_name='members agree to it')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='from')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.DB_SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'document',
                'verbose_name_plural': 'documents',
                'ordering': ['kind', '-number'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'number'), name='threads_document_unique')],
            },
        ),
    ]
