from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("complaints", "0007_event_code")]

    operations = [
        migrations.AddField(
            model_name="complaint",
            name="reopened_at",
            field=models.DateTimeField(null=True),
        )
    ]
