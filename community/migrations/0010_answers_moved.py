from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("community", "0009_reviewers"), ("outreach", "0004_answers")]

    operations = [migrations.DeleteModel(name="Answer")]
