"""The table of the report's own form goes; ``0002`` has moved what stood in it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_texts_become_problems")]

    operations = [migrations.DeleteModel(name="ReportText")]
