"""An address for each campus that was there before campuses had a page."""

from django.db import migrations
from django.utils.text import slugify


def give_addresses(apps, schema_editor):
    campuses = apps.get_model("cms", "Campus").objects
    taken = set(campuses.exclude(slug="").values_list("slug", flat=True))
    for campus in campuses.filter(slug="").order_by("pk"):
        base = slugify(campus.name)[:90] or "campus"
        slug, number = base, 1
        while slug in taken:
            number += 1
            slug = f"{base}-{number}"
        taken.add(slug)
        campus.slug = slug
        campus.save(update_fields=["slug"])


class Migration(migrations.Migration):
    dependencies = [("cms", "0007_campuses")]

    operations = [migrations.RunPython(give_addresses, migrations.RunPython.noop)]
