from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DirectoryConfig(AppConfig):
    name = "hearth.directory"
    label = "directory"

    def ready(self) -> None:
        from hearth.directory import shipped_words, vocabularies

        post_migrate.connect(vocabularies.bring_up_to_date, sender=self)
        post_migrate.connect(shipped_words.bring_up_to_date, sender=self)
