from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

MODELS = ("scenario", "scenariochoice")
EDITING = ("Editor", "Administrator")
VIEWING = ("Reviewer", *EDITING)


def grant(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    using = schema_editor.connection.alias
    # Permissions otherwise appear only after all migrations have run.
    config = apps.get_app_config("plans")
    config.models_module = True
    create_permissions(config, verbosity=0, using=using, apps=apps)
    config.models_module = None

    permissions = apps.get_model("auth", "Permission").objects.using(using)
    own = permissions.filter(
        content_type__app_label="plans", content_type__model__in=MODELS
    )
    past = permissions.filter(
        content_type__app_label="plans",
        content_type__model__in=[f"historical{model}" for model in MODELS],
    )
    viewing = [
        *own.filter(codename__startswith="view_"),
        *past.filter(codename__startswith="view_"),
    ]
    # Added to what a group may do already: it may have been changed since.
    for group in apps.get_model("auth", "Group").objects.using(using):
        if group.name in VIEWING:
            group.permissions.add(*viewing)
        if group.name in EDITING:
            group.permissions.add(*own)


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0004_scenarios"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
