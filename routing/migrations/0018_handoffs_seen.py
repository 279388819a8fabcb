from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("routing", "0017_holes_told_lately"),
    ]

    operations = [
        migrations.AddField(
            model_name="handoffwatch",
            name="seen",
            field=models.CharField(blank=True, db_default="", max_length=48),
        ),
    ]
