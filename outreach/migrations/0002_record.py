"""Letters are found by what they are about, and by how their address begins."""

from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Lower

from directory.vendors import RunOn


def name_records(apps, schema_editor):
    """Say of the confirmations that were written before what they are about, and write every address in lower case."""
    Letter = apps.get_model("outreach", "Letter")
    for letter in Letter.objects.filter(kind="confirm_commitment").only("links").iterator():
        Letter.objects.filter(pk=letter.pk).update(record=letter.links["confirm link"][1])
    Letter.objects.exclude(to_email=Lower("to_email")).update(to_email=Lower("to_email"))


class Migration(migrations.Migration):

    dependencies = [
        ('community', '0001_initial'),
        ('directory', '0002_search'),
        ('outreach', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='letter',
            name='letter_by_address',
        ),
        migrations.AddField(
            model_name='letter',
            name='record',
            field=models.CharField(blank=True, db_default='', help_text='What it is about, as links name it: employers.commitment:7.', max_length=80),
        ),
        migrations.AlterField(
            model_name='letter',
            name='to_email',
            field=models.EmailField(help_text='In lower case, as it is looked up.', max_length=254),
        ),
        migrations.RunPython(name_records, migrations.RunPython.noop, elidable=True),
        # PostgreSQL alters no table whose rows still wait to be checked.
        RunOn("postgresql", "SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['community', 'to_email'], name='letter_by_address', opclasses=['int8_ops', 'varchar_pattern_ops']),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['community', 'record'], name='letter_by_record'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(('to_email', Lower('to_email'))), name='letter_address_is_lower_case'),
        ),
    ]
