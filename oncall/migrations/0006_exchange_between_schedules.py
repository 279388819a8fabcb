import django.db.models.deletion
from django.db import migrations, models

NAMED = "UPDATE oncall_swap SET back_schedule_id = schedule_id WHERE back_start_at IS NOT NULL"


class Migration(migrations.Migration):
    dependencies = [
        ("oncall", "0005_shadows"),
    ]

    operations = [
        migrations.AddField(
            model_name="swap",
            name="back_schedule",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="oncall.schedule",
            ),
        ),
        migrations.RunSQL(NAMED, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="swap",
            constraint=models.CheckConstraint(
                condition=models.Q(("back_schedule", None), ("back_start_at", None))
                | models.Q(("back_schedule__isnull", False), ("back_start_at__isnull", False)),
                name="swap_names_the_schedule_it_gives_back_in",
            ),
        ),
    ]
