"""Incidents are found by any part of a word: trigrams, an extension that the owner of a database may create."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    dependencies = [("routing", "0002_promises")]

    operations = [
        TrigramExtension(),
        migrations.AddIndex(
            model_name="incident",
            index=GinIndex(
                OpClass(Upper("summary"), name="gin_trgm_ops"),
                OpClass(Upper("contact_name"), name="gin_trgm_ops"),
                OpClass(Upper("contact_phone"), name="gin_trgm_ops"),
                OpClass(Upper("contact_email"), name="gin_trgm_ops"),
                name="incidents_by_words",
            ),
        ),
    ]
