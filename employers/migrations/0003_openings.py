"""Openings that nobody named are missing, never zero."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('employers', '0002_pipeline'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='ask',
            constraint=models.CheckConstraint(condition=models.Q(('openings', None), ('openings__gte', 1), _connector='OR'), name='ask_missing_openings_are_not_zero'),
        ),
    ]
