from django.db import migrations

from backroutine.ownership import fill


def fill_all(apps, schema_editor):
    for name in ('Entry', 'LoggedSet', 'GoalRating', 'Standing'):
        fill(apps.get_model('logbook', name))


class Migration(migrations.Migration):

    atomic = False  # a large table is filled in batches, while others go on writing

    dependencies = [
        ('logbook', '0014_person_of_each_row'),
        ('routines', '0008_fill_person'),
    ]

    operations = [
        migrations.RunPython(fill_all, migrations.RunPython.noop),
    ]
