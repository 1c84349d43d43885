from datetime import date

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Coalesce

from directory.vendors import RunOn

FILL = """
    UPDATE employers_employer SET community_id = (
        SELECT community_id FROM directory_organization o WHERE o.id = employers_employer.organization_id
    )
"""


class Migration(migrations.Migration):

    dependencies = [
        ('community', '0004_links_that_check_in'),
        ('directory', '0007_duplicates'),
        ('employers', '0010_kit'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='employer', name='employer_by_stage'),
        migrations.RemoveIndex(model_name='employer', name='employer_by_next_step'),
        migrations.AddField(
            model_name='employer',
            name='community',
            field=models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.community'),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        # Or the table cannot be altered: the rows just written wait for their foreign keys to be checked.
        RunOn('postgresql', 'SET CONSTRAINTS ALL IMMEDIATE', ''),
        migrations.AlterField(
            model_name='employer',
            name='community',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.community'),
        ),
        migrations.AddField(
            model_name='employer',
            name='next_on',
            field=models.GeneratedField(db_persist=True, expression=Coalesce('next_step_on', models.Value(date(9999, 12, 31))), output_field=models.DateField()),
        ),
        migrations.AddField(
            model_name='employer',
            name='heard',
            field=models.GeneratedField(db_persist=True, expression=Coalesce('last_contact_on', 'stage_since'), output_field=models.DateField()),
        ),
        migrations.AddIndex(
            model_name='employer',
            index=models.Index(fields=['community', 'stage', 'heard', 'id'], name='employer_by_stage'),
        ),
        migrations.AddIndex(
            model_name='employer',
            index=models.Index(fields=['community', 'next_on', 'id'], name='employer_by_next_step'),
        ),
        migrations.AddIndex(
            model_name='employer',
            index=models.Index(fields=['community', 'heard', 'id'], name='employer_by_last_contact'),
        ),
        migrations.AddIndex(
            model_name='employer',
            index=models.Index(fields=['community', 'stage_since', 'id'], name='employer_by_time_in_stage'),
        ),
    ]
