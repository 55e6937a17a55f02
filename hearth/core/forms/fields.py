"""Fields that are typed: text, email, phone, postcode, whole numbers, passwords, codes, files and colours."""

from __future__ import annotations

import re
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import EmailValidator, MaxLengthValidator, MinLengthValidator
from django.template.defaultfilters import filesizeformat
from django.utils.translation import get_language_bidi, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from hearth.core.forms.kit import KitMixin

POSTCODE = re.compile(r"^([A-Z]{1,2}[0-9][0-9A-Z]?)([0-9][A-Z]{2})$")


class TextField(KitMixin, forms.CharField):
    """One line of text."""

    def __init__(self, label: StrOrPromise, *, width: int | None = None, **options: Any) -> None:
        self.width = width
        self.longest: int | None = options.pop("max_length", None)
        shortest: int | None = options.pop("min_length", None)
        super().__init__(label, **options)
        # Checked here and said in words; never as a `maxlength` attribute, which cuts off what is pasted.
        if self.longest:
            self.validators.append(MaxLengthValidator(self.longest, message=too_long))
        if shortest:
            self.validators.append(MinLengthValidator(shortest, message=too_short))


too_long = gettext_lazy("Use %(limit_value)d characters or fewer")
too_short = gettext_lazy("Use %(limit_value)d characters or more")


class TextAreaField(TextField):
    """Several lines; with `max_length` the characters that are left are counted."""

    widget = forms.Textarea

    def __init__(self, label: StrOrPromise, *, rows: int = 5, **options: Any) -> None:
        self.rows = rows
        super().__init__(label, **options)


class EmailField(KitMixin, forms.EmailField):
    """An email address, in lower case."""

    def __init__(self, label: StrOrPromise, **options: Any) -> None:
        options.setdefault("autocomplete", "email")
        super().__init__(label, **options)
        wrong = gettext_lazy("Enter an email address in the right form, like name@example.com")
        self.error_messages["invalid"] = wrong
        for validator in self.validators:
            if isinstance(validator, EmailValidator):
                validator.message = wrong

    def clean(self, value: Any) -> str:
        return str(super().clean(value)).lower()


class PhoneField(KitMixin, forms.CharField):
    """A telephone number, stored with its country: +44161…; British ones may be typed as they are dialled."""

    widget = forms.TextInput(attrs={"type": "tel"})
    width = 20

    def __init__(self, label: StrOrPromise, **options: Any) -> None:
        options.setdefault("autocomplete", "tel")
        super().__init__(label, **options)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if not text:
            return ""
        try:
            number = phonenumbers.parse(text, "GB")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise ValidationError(_("Enter a phone number, like 01632 960 001 or 07700 900 982"), code="phone")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def words(self, value: Any) -> str:
        said = phone_words(value or "")
        # In a right-to-left line the groups of digits would change places: an isolate keeps them in order.
        return f"\u2066{said}\u2069" if said and get_language_bidi() else said

    def prepare_value(self, value: Any) -> Any:
        return phone_words(value) if isinstance(value, str) and value.startswith("+44") else value


def phone_words(value: str) -> str:
    """A stored number as people read it: 0161 496 0000; the country only where it is not the United Kingdom."""
    try:
        number = phonenumbers.parse(value, "GB")
    except phonenumbers.NumberParseException:
        return value
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, style.NATIONAL if number.country_code == 44 else style.INTERNATIONAL)


def normal_postcode(text: str) -> str | None:
    """ "sk13xe" and " SK1  3XE " as "SK1 3XE"; None where it has not the form of a postcode."""
    match = POSTCODE.match(re.sub(r"[^0-9A-Z]", "", text.upper()))
    return f"{match[1]} {match[2]}" if match else None


class PostcodeField(KitMixin, forms.CharField):
    """A whole postcode in its normal form. Whether the place exists is for the directory to say."""

    width = 10

    def __init__(self, label: StrOrPromise, **options: Any) -> None:
        options.setdefault("autocomplete", "postal-code")
        super().__init__(label, **options)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if not text:
            return ""
        found = normal_postcode(text)
        if found is None:
            raise ValidationError(_("Enter a full postcode, like SK1 3XE"), code="postcode")
        return found


class WholeNumberField(KitMixin, forms.Field):
    """A whole number, or None; both bounds are allowed values."""

    widget = forms.TextInput(attrs={"inputmode": "numeric"})

    def __init__(
        self,
        label: StrOrPromise,
        *,
        minimum: int | None = None,
        maximum: int | None = None,
        name: StrOrPromise = "",
        width: int = 4,
        **options: Any,
    ) -> None:
        self.minimum, self.maximum, self.width = minimum, maximum, width
        self.name = name or gettext_lazy("The number")
        super().__init__(label, **options)

    def to_python(self, value: Any) -> int | None:
        text = str(value if value is not None else "").replace(",", "").strip()
        if not text:
            return None
        if not re.fullmatch(r"-?[0-9]{1,12}", text):
            raise ValidationError(_("%(name)s must be a whole number, like 12") % {"name": self.name}, code="whole")
        number = int(text)
        if self.minimum is not None and number < self.minimum:
            raise ValidationError(_("%(name)s must be %(n)s or more") % {"name": self.name, "n": self.minimum})
        if self.maximum is not None and number > self.maximum:
            raise ValidationError(_("%(name)s must be %(n)s or fewer") % {"name": self.name, "n": self.maximum})
        return number


class PasswordField(KitMixin, forms.CharField):
    """A password, with "Show"; `autocomplete="new-password"` where one is chosen. Never kept in drafts."""

    widget = forms.PasswordInput
    kept_in_drafts = False

    def __init__(self, label: StrOrPromise, **options: Any) -> None:
        options.setdefault("autocomplete", "current-password")
        super().__init__(label, strip=False, **options)


class OneTimeCodeField(KitMixin, forms.CharField):
    """A short code of digits from an app, a text or an email. Spaces are ignored. Never kept in drafts."""

    widget = forms.TextInput(attrs={"inputmode": "numeric"})
    kept_in_drafts = False
    width = 10

    def __init__(self, label: StrOrPromise, *, digits: int = 6, **options: Any) -> None:
        self.digits = digits
        options.setdefault("autocomplete", "one-time-code")
        super().__init__(label, **options)

    def clean(self, value: Any) -> str:
        code = re.sub(r"[\s-]", "", str(super().clean(value)))
        if code and not re.fullmatch(rf"[0-9]{{{self.digits}}}", code):
            raise ValidationError(
                ngettext("Enter the code: it is %(n)s digit", "Enter the code: it is %(n)s digits", self.digits)
                % {"n": self.digits},
                code="code",
            )
        return code


class FileField(KitMixin, forms.FileField):
    """A file of at most `max_bytes`, of one of the `types` by the browser's word: the caller checks what is inside."""

    kept_in_drafts = False

    def __init__(
        self, label: StrOrPromise, *, max_bytes: int = 10_000_000, types: tuple[str, ...] = (), **options: Any
    ) -> None:
        self.max_bytes, self.types = max_bytes, types
        super().__init__(label, **options)
        self.error_messages["empty"] = gettext_lazy("The file is empty. Choose another one.")
        self.error_messages["missing"] = self.error_messages["invalid"] = gettext_lazy("Choose the file again.")

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if isinstance(upload, UploadedFile):
            if (upload.size or 0) > self.max_bytes:
                raise ValidationError(
                    _("The file must be smaller than %(size)s") % {"size": filesizeformat(self.max_bytes)}, code="size"
                )
            if self.types and upload.content_type not in self.types:
                kinds = ", ".join(kind.rsplit("/", 1)[-1].upper() for kind in self.types)
                raise ValidationError(_("Choose a file of one of these kinds: %(kinds)s") % {"kinds": kinds})
        return upload or None


class ColourField(KitMixin, forms.CharField):
    """A colour as #rrggbb, with the browser's own picker."""

    widget = forms.TextInput(attrs={"type": "color"})

    def clean(self, value: Any) -> str:
        text = str(super().clean(value)).lower()
        if text and not re.fullmatch(r"#[0-9a-f]{6}", text):
            raise ValidationError(_("Enter a colour as # and six digits, like #00594f"), code="colour")
        return text


class HiddenField(KitMixin, forms.CharField):
    """A value that the page carries and nobody sees."""

    widget = forms.HiddenInput

    def __init__(self, label: StrOrPromise = "", **options: Any) -> None:
        super().__init__(label, **options)
