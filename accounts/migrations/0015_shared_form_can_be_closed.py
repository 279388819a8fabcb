from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0014_night_mail")]

    operations = [
        migrations.AddField(
            model_name="organization",
            name="shared_form_is_open",
            field=models.BooleanField(default=True),
        ),
    ]
