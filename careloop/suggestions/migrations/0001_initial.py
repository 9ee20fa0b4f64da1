"""Suggestions come over from the room of improvement, their rows with them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("improvement", "0002_initial"),
        ("organisation", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Suggestion",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("digest", models.BinaryField(max_length=16, null=True)),
                        ("created_run", models.BigIntegerField(db_index=True, editable=False, null=True)),
                        ("changed_run", models.BigIntegerField(editable=False, null=True)),
                        ("changed_at", models.DateTimeField(editable=False)),
                        ("suggestion_no", models.CharField(max_length=64)),
                        ("made_on", models.DateField()),
                        ("department", models.CharField(max_length=32)),
                        ("text", models.TextField()),
                        ("accepted_on", models.DateField(null=True)),
                        ("executed_on", models.DateField(null=True)),
                        ("store", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="organisation.store")),
                    ],
                    options={"db_table": "improvement_suggestion"},
                ),
                migrations.AddConstraint(
                    model_name="suggestion",
                    constraint=models.UniqueConstraint(fields=("store", "suggestion_no"), name="suggestion_no_once_a_store"),
                ),
            ],
        ),
    ]
