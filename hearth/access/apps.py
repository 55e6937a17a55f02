from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccessConfig(AppConfig):
    name = "hearth.access"
    label = "access"

    def ready(self) -> None:
        from hearth.access import journal, roles  # noqa: F401 (listens)

        post_migrate.connect(roles.bring_up_to_date, sender=self)
