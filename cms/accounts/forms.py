"""Forms of the account pages."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model, password_validation
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cms import throttling
from cms.accounts import actions, limits

NAME_LENGTH = 150


def _address_field(label: Any, **options: Any) -> forms.EmailField:
    return forms.EmailField(
        label=label,
        max_length=254,
        error_messages={
            "required": _("Write your e-mail address."),
            "invalid": _("This is no e-mail address: check it, for instance its @."),
        },
        widget=forms.EmailInput(
            attrs={"autocomplete": "email", "autocapitalize": "none"}
        ),
        **options,
    )


def _name_field(label: Any, autocomplete: str, missing: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=NAME_LENGTH,
        error_messages={"required": missing},
        widget=forms.TextInput(attrs={"autocomplete": autocomplete}),
    )


def _password_field(label: Any, autocomplete: str, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=1024,
        error_messages={"required": _("Write your password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        **options,
    )


def _new_password_field(label: Any) -> forms.CharField:
    return _password_field(
        label,
        "new-password",
        help_text=_(
            "At least 12 characters: a few words that you remember do well. Spaces count."
        ),
    )


class SignInForm(AuthenticationForm):
    """Signs in; after too many failures, says how long to wait instead."""

    username = _address_field(_("E-mail address"))
    password = _password_field(_("Password"), "current-password")

    error_messages = {
        "invalid_login": _(
            "This address and this password do not go together. Check both, then try"
            " again."
        ),
        "inactive": _("This account was closed."),
        "throttled": _(
            "Too many attempts did not succeed. Wait for a quarter of an hour, or choose"
            " another password: nothing was changed."
        ),
    }

    request: HttpRequest

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].widget.attrs["autocomplete"] = "username"

    @property
    def is_throttled(self) -> bool:
        return self.has_error("__all__", "throttled")

    def clean(self) -> Any:
        address = self.cleaned_data.get("username")
        if not address or not self.cleaned_data.get("password"):
            return self.cleaned_data
        if not limits.may_try(self.request, address):
            raise ValidationError(self.error_messages["throttled"], "throttled")
        cleaned = super().clean()
        limits.signed_in(self.request, address)
        return cleaned


class AddressForm(forms.Form):
    """Takes an address to write to; says nothing of whether it has an account."""

    email = _address_field(_("E-mail address"))


class PersonForm(forms.Form):
    """A form about the person ``user``."""

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)


class NewPasswordForm(PersonForm):
    """Sets a person's password."""

    new_password = _new_password_field(_("New password"))

    def clean_new_password(self) -> str:
        password = self.cleaned_data["new_password"]
        password_validation.validate_password(password, self.user)
        return password

    def save(self) -> Any:
        actions.change_password(
            user=self.user, password=self.cleaned_data["new_password"]
        )
        return self.user


class OpenAccountForm(forms.Form):
    """Name and password of somebody whose address is known to be theirs."""

    first_name = _name_field(_("First name"), "given-name", _("Write your first name."))
    last_name = _name_field(_("Last name"), "family-name", _("Write your last name."))
    password = _new_password_field(_("Password"))

    def __init__(self, email: str, *args: Any, **kwargs: Any) -> None:
        self.email = email
        super().__init__(*args, **kwargs)

    def clean(self) -> Any:
        # Once the name is known, for a password must not be one's own name.
        password = self.cleaned_data.get("password")
        if password:
            person = get_user_model()(
                email=self.email,
                first_name=self.cleaned_data.get("first_name", ""),
                last_name=self.cleaned_data.get("last_name", ""),
            )
            try:
                password_validation.validate_password(password, person)
            except ValidationError as error:
                self.add_error("password", error)
        return self.cleaned_data


class NameForm(forms.ModelForm):
    """The name of a person."""

    first_name = _name_field(_("First name"), "given-name", _("Write your first name."))
    last_name = _name_field(_("Last name"), "family-name", _("Write your last name."))

    class Meta:
        model = get_user_model()
        fields = ["first_name", "last_name"]


class CurrentPasswordForm(PersonForm):
    """Asks the person for their password again, a limited number of times."""

    current_password = _password_field(_("Your password"), "current-password")

    def clean_current_password(self) -> str:
        password = self.cleaned_data["current_password"]
        who = str(self.user.pk)
        if not throttling.take(limits.PASSWORD_CHECKS, who):
            raise ValidationError(
                _("Too many attempts. Wait for a quarter of an hour, then try again.")
            )
        if not self.user.check_password(password):
            raise ValidationError(_("This is not your password."))
        throttling.forget(limits.PASSWORD_CHECKS, who)
        return password


class ChangePasswordForm(NewPasswordForm, CurrentPasswordForm):
    """Another password, by somebody who knows the present one."""

    field_order = ["current_password", "new_password"]


class ChangeAddressForm(CurrentPasswordForm):
    """Another address, by somebody who knows the password."""

    email = _address_field(_("New e-mail address"))
    field_order = ["email", "current_password"]

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        if email.lower() == self.user.email.lower():
            raise ValidationError(_("This is your address already."))
        return email
