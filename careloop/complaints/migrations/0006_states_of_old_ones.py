"""Complaints from before there were states: where they stand follows from their dates."""

from typing import Any

from django.db import migrations


def tell_states(apps: Any, schema_editor: Any) -> None:
    complaints = apps.get_model("complaints", "Complaint").objects
    complaints.filter(closed_at__isnull=False).update(state="archived")
    open_ones = complaints.filter(closed_at=None)
    open_ones.filter(solved_at__isnull=False, satisfied=True).update(state="confirmed")
    open_ones.filter(solved_at__isnull=False).exclude(satisfied=True).update(state="solved")


class Migration(migrations.Migration):
    dependencies = [("complaints", "0005_whole_life")]

    operations = [migrations.RunPython(tell_states, migrations.RunPython.noop)]
