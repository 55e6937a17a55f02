"""The demo area: an invented council, its places, organisations and services. Nothing in it is real."""
