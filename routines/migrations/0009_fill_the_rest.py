from django.db import migrations

from backroutine.ownership import fill


def fill_all(apps, schema_editor):
    for name in ('Prescription', 'Change', 'ShareLink'):
        fill(apps.get_model('routines', name))


class Migration(migrations.Migration):

    atomic = False  # as before, what the version before stored since

    dependencies = [
        ('routines', '0008_fill_person'),
    ]

    operations = [
        migrations.RunPython(fill_all, migrations.RunPython.noop),
    ]
