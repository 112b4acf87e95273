import uuid

import django.utils.timezone
from django.db import migrations, models


def give_keys(apps, schema_editor):
    """Each row gets a key of its own: a default is worked out once for the whole column."""
    routine = apps.get_model("routines", "Routine")
    rows = list(routine.objects.only("pk"))
    for row in rows:
        row.key = uuid.uuid4()
    routine.objects.bulk_update(rows, ["key"], batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ('routines', '0003_change_history_days_priority_archive'),
    ]

    operations = [
        migrations.AddField(
            model_name='routine',
            name='key',
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.RunPython(give_keys, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='routine',
            name='key',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.AlterField(
            model_name='routine',
            name='created_at',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at'),
        ),
    ]
