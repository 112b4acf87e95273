from django.db import migrations

from backroutine.ownership import fill


def fill_all(apps, schema_editor):
    for name in ('Prescription', 'Change', 'ShareLink'):
        fill(apps.get_model('routines', name))


class Migration(migrations.Migration):

    atomic = False  # a large table is filled in batches, while others go on writing

    dependencies = [
        ('routines', '0007_person_of_each_row'),
    ]

    operations = [
        migrations.RunPython(fill_all, migrations.RunPython.noop),
    ]
