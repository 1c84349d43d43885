"""The pace is kept by the moment from which the next letter may leave."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outreach", "0005_fewer_indexes"),
    ]

    operations = [
        migrations.RemoveField(model_name="pace", name="minute"),
        migrations.RemoveField(model_name="pace", name="taken"),
        migrations.RemoveField(model_name="pace", name="put_off"),
        migrations.AddField(
            model_name="pace",
            name="free_at",
            field=models.DateTimeField(help_text="When all that was taken has had its time.", null=True),
        ),
        migrations.AddField(
            model_name="pace",
            name="later_at",
            field=models.DateTimeField(help_text="When the next letter that is put off may come.", null=True),
        ),
    ]
