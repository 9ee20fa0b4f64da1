"""Suggestions left for a room of their own, which kept the table."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("improvement", "0002_initial"),
        ("suggestions", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel(name="Suggestion")]
        )
    ]
