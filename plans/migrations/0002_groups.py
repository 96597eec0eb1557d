from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q

GROUPS = ("Reader", "Reviewer", "Editor", "Administrator")


def create_groups(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    using = schema_editor.connection.alias
    # Permissions otherwise appear only after all migrations have run.
    for label in ("plans", "auth"):
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, verbosity=0, using=using, apps=apps)
        config.models_module = None

    permissions = apps.get_model("auth", "Permission").objects.using(using)
    tracked = permissions.filter(content_type__app_label="plans")
    viewing = Q(codename__startswith="view_")
    historical = Q(content_type__model__startswith="historical")
    accounts = permissions.filter(
        content_type__app_label="auth", content_type__model__in=["user", "group"]
    )
    editing = tracked.filter(viewing | ~historical)
    grants = {
        "Reader": [],
        "Reviewer": tracked.filter(viewing),
        "Editor": editing,
        "Administrator": [*editing, *accounts],
    }
    groups = apps.get_model("auth", "Group").objects.using(using)
    for name in GROUPS:
        group, _ = groups.get_or_create(name=name)
        group.permissions.set(grants[name])


def remove_groups(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    groups = apps.get_model("auth", "Group").objects
    groups.using(schema_editor.connection.alias).filter(name__in=GROUPS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(create_groups, remove_groups)]
