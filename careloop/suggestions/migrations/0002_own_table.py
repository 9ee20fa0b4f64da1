"""The table takes the name of its new room."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("suggestions", "0001_initial"),
        ("improvement", "0003_suggestions_have_a_room"),
    ]

    operations = [migrations.AlterModelTable(name="suggestion", table=None)]
