"""A tag is one, however its letters are written."""

import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('community', '0001_initial'),
        ('directory', '0002_search'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='tag',
            name='tag_once_per_community',
        ),
        migrations.AddConstraint(
            model_name='tag',
            constraint=models.UniqueConstraint(models.F('community'), django.db.models.functions.text.Lower('name'), name='tag_once_per_community'),
        ),
    ]
