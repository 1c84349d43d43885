"""The three answers of the settings page become approved words of the plan."""

from django.db import migrations


def move(apps, schema_editor):
    """Take over each answer as the first approved version for everybody."""
    Answer, Block = apps.get_model("community", "Answer"), apps.get_model("outreach", "Block")
    Block.objects.bulk_create(
        Block(
            community_id=answer.community_id,
            question=answer.question,
            version=1,
            words=answer.body,
            written_at=answer.changed_at,
            written_by_id=answer.changed_by_id,
            approved_at=answer.changed_at,
            approved_by_id=answer.changed_by_id,
        )
        for answer in Answer.objects.order_by("pk")
    )


class Migration(migrations.Migration):

    dependencies = [("community", "0008_grace_of_listings"), ("outreach", "0003_plan")]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
