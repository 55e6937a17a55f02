"""The parts of the `hub` command. Only Python's standard library, because they run before anything is installed.

Nothing here imports Hearth itself: what belongs to the product is asked for as `manage` commands.
"""
