from hearth.directory.loading.command import LoadCommand


class Command(LoadCommand):
    help = (
        "Loads postcodes, areas and their figures from files. Nothing is deleted; the same file twice changes nothing."
    )
    group = "geography"
