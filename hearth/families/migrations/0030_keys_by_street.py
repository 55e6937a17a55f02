"""Indexes for two more ways of the check at the desk, made while people go on working."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Left


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("families", "0029_quick_policies")]
    operations = [
        AddIndexConcurrently(
            "matchkey",
            models.Index(Left("surname_key", 3), Left("first_key", 3), "street", name="families_key_names_street"),
        ),
        AddIndexConcurrently(
            "matchkey",
            models.Index(Left("surname_key", 3), Left("first_key", 3), "house", name="families_key_names_house"),
        ),
    ]
