from django.contrib.postgres.indexes import GinIndex
from django.db import migrations

VERSIONS = """
CREATE TRIGGER knowledge_articleversion_append_only BEFORE UPDATE OR DELETE ON knowledge_articleversion
  FOR EACH ROW EXECUTE FUNCTION append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0001_first"), ("accounts", "0002_append_only")]
    operations = [
        migrations.AddIndex("article", GinIndex(fields=["words"], name="article_by_words")),
        migrations.RunSQL(VERSIONS, "DROP TRIGGER knowledge_articleversion_append_only ON knowledge_articleversion;"),
    ]
