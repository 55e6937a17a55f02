from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "hearth.core"
    label = "core"

    def ready(self) -> None:
        from hearth.core import checks  # noqa: F401 (registers itself)
