from django.db import migrations

from backroutine.ownership import fill


def fill_all(apps, schema_editor):
    for name in ('Entry', 'LoggedSet', 'GoalRating', 'Standing'):
        fill(apps.get_model('logbook', name))


class Migration(migrations.Migration):

    atomic = False  # as before, what the version before stored since

    dependencies = [
        ('logbook', '0015_fill_person'),
        ('routines', '0009_fill_the_rest'),
    ]

    operations = [
        migrations.RunPython(fill_all, migrations.RunPython.noop),
    ]
