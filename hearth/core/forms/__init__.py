"""Forms as GOV.UK components: the base form, the fields, and the mixin for other packages' forms."""

from hearth.core.forms.base import GovukFormMixin, HearthForm
from hearth.core.forms.choices import AgreeField, CheckboxesField, RadioField, SelectField, YesNoField
from hearth.core.forms.dates import DateField
from hearth.core.forms.fields import (
    ColourField,
    EmailField,
    FileField,
    HiddenField,
    OneTimeCodeField,
    PasswordField,
    PhoneField,
    PostcodeField,
    TextAreaField,
    TextField,
    WholeNumberField,
    normal_postcode,
    phone_words,
)
from hearth.core.forms.kit import field_words

__all__ = [
    "AgreeField",
    "CheckboxesField",
    "ColourField",
    "DateField",
    "EmailField",
    "FileField",
    "GovukFormMixin",
    "HearthForm",
    "HiddenField",
    "OneTimeCodeField",
    "PasswordField",
    "PhoneField",
    "PostcodeField",
    "RadioField",
    "SelectField",
    "TextAreaField",
    "TextField",
    "WholeNumberField",
    "YesNoField",
    "field_words",
    "normal_postcode",
    "phone_words",
]
