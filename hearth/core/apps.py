from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "hearth.core"
    label = "core"

    def ready(self) -> None:
        from hearth.core import checks, definers  # noqa: F401 (checks registers itself)

        post_migrate.connect(definers.tighten, sender=self)
