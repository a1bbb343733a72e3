"""Flask-Security's forms in our words."""

from typing import Any

from flask import current_app
from flask_babel import gettext, lazy_gettext
from flask_security import ChangePasswordForm, LoginForm, user_failed_authn
from flask_security.forms import TwoFactorRescueForm, TwoFactorSetupForm, TwoFactorVerifyCodeForm, VerifyForm
from flask_security.recovery_codes import MfRecoveryCodesForm, MfRecoveryForm
from wtforms import PasswordField, RadioField, StringField, SubmitField

from gis_case.core.forms import Needed, NfcString, options

CODE = {"autocomplete": "one-time-code", "inputmode": "numeric"}


class SignInForm(LoginForm):
    """Address and password; says alike whether the account or the password is wrong."""

    email = NfcString(  # type: ignore[assignment]
        lazy_gettext("Sign-in address"),
        [Needed(lazy_gettext("Type the address your account was made with."))],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        lazy_gettext("Password"),
        [Needed(lazy_gettext("Type your password."))],
        render_kw={"autocomplete": "current-password"},
    )
    remember = None  # type: ignore[assignment]
    submit = SubmitField(lazy_gettext("Sign in"))

    def validate(self, **more: Any) -> bool:
        """Check the pair; a wrong one is told to who counts failures, and never which half was wrong."""
        if super().validate(**more):
            return True
        if self._is_tried() and not self.user_authenticated:
            if self.user is None:
                user_failed_authn.send(
                    current_app._get_current_object(),  # type: ignore[attr-defined]
                    user=None,
                    auth_type="password",
                    tfa=False,
                )
            self.email.errors, self.password.errors = [], []
            self.form_errors.append(gettext("The address or the password is not right. Check both and try again."))
        return False

    def _is_tried(self) -> bool:
        """Whether an address and a password were really compared with the accounts."""
        return self.ifield is not None and bool(self.password.data)


class ConfirmForm(VerifyForm):
    """The password once more, before something that matters."""

    password = PasswordField(
        lazy_gettext("Password"),
        [Needed(lazy_gettext("Type your password."))],
        render_kw={"autocomplete": "current-password"},
    )
    submit = SubmitField(lazy_gettext("Continue"))


class NewPasswordForm(ChangePasswordForm):
    """The present password, and twice the new one."""

    password = PasswordField(
        lazy_gettext("Present password"),
        [Needed(lazy_gettext("Type the password you signed in with."))],
        render_kw={"autocomplete": "current-password"},
    )
    new_password = PasswordField(
        lazy_gettext("New password"),
        [Needed(lazy_gettext("Type the new password."))],
        render_kw={"autocomplete": "new-password"},
    )
    new_password_confirm = PasswordField(
        lazy_gettext("New password once more"),
        [Needed(lazy_gettext("Type the new password once more."))],
        render_kw={"autocomplete": "new-password"},
    )
    submit = SubmitField(lazy_gettext("Change the password"))

    def validate(self, **more: Any) -> bool:
        """Check that both are the same, then what Flask-Security and our rules check."""
        if not super().validate(**more):
            return False
        if self.new_password.data and self.new_password_confirm.raw_data != self.new_password.raw_data:
            self.new_password_confirm.errors = [gettext("The two new passwords differ. Type the same one twice.")]
            return False
        return True


class FactorForm(TwoFactorSetupForm):
    """Turn the second factor on, or off."""

    setup = RadioField(
        lazy_gettext("Second factor"),
        choices=options(
            {"authenticator": lazy_gettext("Turn on with an authenticator app"), "disable": lazy_gettext("Turn off")}
        ),
        validate_choice=False,
    )
    submit = SubmitField(lazy_gettext("Continue"))


class CodeForm(TwoFactorVerifyCodeForm):
    """The six digits the authenticator app shows."""

    code = StringField(
        lazy_gettext("Code of six digits"),
        [Needed(lazy_gettext("Type the six digits the app shows."))],
        render_kw=CODE,
    )
    submit = SubmitField(lazy_gettext("Confirm"), id="submit-code")


class RescueForm(TwoFactorRescueForm):
    """What to do without a code; the page itself says it, nothing is sent."""

    help_setup = RadioField(lazy_gettext("No code at hand"), choices=[], validate_choice=False)
    submit = SubmitField(lazy_gettext("Continue"), id="rescue")


class RecoveryForm(MfRecoveryForm):
    """One of the recovery codes, once."""

    code = NfcString(
        lazy_gettext("Recovery code"),
        [Needed(lazy_gettext("Type one of the recovery codes you have kept."))],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )
    submit = SubmitField(lazy_gettext("Confirm"))


class RecoveryCodesForm(MfRecoveryCodesForm):
    """Make new recovery codes."""

    show_codes = SubmitField(lazy_gettext("Show the codes"))
    generate_new_codes = SubmitField(lazy_gettext("Make new codes"))


FORMS: dict[str, Any] = {
    "login_form": SignInForm,
    "verify_form": ConfirmForm,
    "change_password_form": NewPasswordForm,
    "two_factor_setup_form": FactorForm,
    "two_factor_verify_code_form": CodeForm,
    "two_factor_rescue_form": RescueForm,
    "mf_recovery_form": RecoveryForm,
    "mf_recovery_codes_form": RecoveryCodesForm,
}
