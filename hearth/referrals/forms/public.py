"""What a family fills in: one question a page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hearth.core.forms import (
    DateField,
    HearthForm,
    PostcodeField,
    RadioField,
    TextAreaField,
    TextField,
)

ME, CHILDREN, SOMEONE, YOUNG = "me", "children", "someone", "young"


class WhoForm(HearthForm):
    about = RadioField(
        _("Who do you want help for?"),
        required=_("Choose who you want help for"),
        short=_("Help is for"),
        choices=[
            (CHILDREN, _("My child or children"), _("Born, or on the way")),
            (ME, _("Me")),
            (YOUNG, _("Me, and I am a young person"), _("You can ask for yourself")),
            (SOMEONE, _("Somebody else"), _("Only ask if they want you to")),
        ],
    )


class NameForm(HearthForm):
    given_name = TextField(
        _("First name"), required=_("Enter your first name"), max_length=80, autocomplete="given-name", width=20
    )
    family_name = TextField(_("Last name"), optional=True, max_length=80, autocomplete="family-name", width=20)


class BornForm(HearthForm):
    birth_date = DateField(
        _("When were you born?"),
        required=_("Enter your date of birth"),
        name=_("Date of birth"),
        hint=_("For example, 27 3 2010"),
        short=_("Your date of birth"),
        past=True,
    )


class RelationForm(HearthForm):
    relation = RadioField(
        _("Who are you to them?"),
        required=_("Choose who you are to them"),
        short=_("You are their"),
        choices=[
            ("mother", _("Mum")),
            ("father", _("Dad")),
            ("parent", _("Parent in another way, such as a step-parent or foster carer")),
            ("grandparent", _("Grandparent")),
            ("relative", _("Another relative")),
            ("partner", _("Partner")),
            ("friend", _("Friend or neighbour")),
            ("other", _("Something else")),
        ],
    )


class SomeoneForm(HearthForm):
    given_name = TextField(
        _("Their first name"), required=_("Enter their first name"), max_length=80, autocomplete="off", width=20
    )
    family_name = TextField(_("Their last name"), optional=True, max_length=80, autocomplete="off", width=20)
    birth_date = DateField(
        _("Their date of birth, if you know it"),
        optional=True,
        name=_("Date of birth"),
        hint=_("For example, 27 3 1994"),
        past=True,
    )


class HelpForm(HearthForm):
    what_help = TextAreaField(
        _("What would help?"),
        required=_("Tell us in a few words what would help"),
        hint=_("A few words are enough. Say it as you would say it to a friend."),
        rows=6,
        max_length=4000,
    )


class TriedForm(HearthForm):
    what_tried = TextAreaField(
        _("Is there anything you have tried already?"),
        optional=True,
        short=_("Tried already"),
        rows=4,
        max_length=4000,
    )
    what_better = TextAreaField(
        _("What would be better when it works?"),
        optional=True,
        hint=_("For example: we all sleep again, or I can leave the house."),
        rows=4,
        max_length=4000,
    )


class PostcodeForm(HearthForm):
    postcode = PostcodeField(
        _("What is your postcode?"), optional=True, short=_("Postcode"), autocomplete="postal-code"
    )
