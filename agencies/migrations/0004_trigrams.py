"""On PostgreSQL: an index that finds any piece of a name (trigrams; the locale must be C.UTF-8)."""

from django.db import migrations


def add_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        schema_editor.execute(
            "CREATE INDEX agency_search_trigrams ON agencies_agency "
            "USING gin (search_key gin_trgm_ops)"
        )


def remove_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX agency_search_trigrams")


class Migration(migrations.Migration):
    dependencies = [("agencies", "0003_former_codes")]
    operations = [migrations.RunPython(add_index, remove_index)]
