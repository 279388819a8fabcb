"""Invitations and links for a new password that were sent before their text was blanked at the end."""

from django.db import migrations

BLANK = """
    UPDATE delivery_message SET body = ''
    WHERE purpose IN ('invitation', 'password_reset') AND ended_at IS NOT NULL AND body <> '';
"""


class Migration(migrations.Migration):
    dependencies = [("delivery", "0003_own_accounts")]

    operations = [migrations.RunSQL(BLANK, migrations.RunSQL.noop)]
