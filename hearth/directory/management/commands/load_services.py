from hearth.directory.loading.command import LoadCommand


class Command(LoadCommand):
    help = (
        "Loads services, sites and organisations from files. Nothing is deleted; the same file twice changes nothing."
    )
    group = "services"
