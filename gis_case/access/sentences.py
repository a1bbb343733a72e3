"""What Flask-Security says to people, in our words; `Fragments` translates them."""

from gis_case.core.text import N_

NO_CODE = N_("This code is not right, or no longer valid. Type the one the app shows now.")
NOT_NOW = N_("This page is part of signing in. Start at the beginning.")
NOT_A_FORM = N_("The form could not be read. Open the page again and fill it in once more.")

SENTENCES: dict[str, tuple[str, str]] = {
    "API_ERROR": (NOT_A_FORM, "error"),
    "INVALID_INPUT": (NOT_A_FORM, "error"),
    "GENERIC_AUTHN_FAILED": (N_("The address or the password is not right. Check both and try again."), "error"),
    "USER_DOES_NOT_EXIST": (N_("The address or the password is not right. Check both and try again."), "error"),
    "INVALID_PASSWORD": (N_("This is not the present password."), "error"),
    "PASSWORD_MISMATCH": (N_("This is not the present password."), "error"),
    "RETYPE_PASSWORD_MISMATCH": (N_("The two new passwords differ. Type the same one twice."), "error"),
    "PASSWORD_NOT_PROVIDED": (N_("Type your password."), "error"),
    "EMAIL_NOT_PROVIDED": (N_("Type the address your account was made with."), "error"),
    "INVALID_EMAIL_ADDRESS": (N_("Type the address your account was made with."), "error"),
    "PASSWORD_INVALID_LENGTH": (N_("Type at least %(length)s characters."), "error"),
    "PASSWORD_TOO_SIMPLE": (N_("This password is among the first that are guessed. Choose several unrelated words."),
                            "error"),
    "PASSWORD_IS_THE_SAME": (N_("The new password must differ from the present one."), "error"),
    "PASSWORD_CHANGE": (N_("Your password is changed. Other devices have been signed out."), "success"),
    "DISABLED_ACCOUNT": (N_("This account is closed. Ask the administrator of the province."), "error"),
    "UNAUTHORIZED": (N_("Your role does not open this page."), "error"),
    "UNAUTHENTICATED": (N_("Sign in to open the page."), "info"),
    "LOGIN": (N_("Sign in to open the page."), "info"),
    "REFRESH": (N_("Confirm that it is you before going on."), "info"),
    "REAUTHENTICATION_REQUIRED": (N_("Confirm that it is you before going on."), "info"),
    "REAUTHENTICATION_SUCCESSFUL": (N_("Thank you. You may go on."), "info"),
    "ANONYMOUS_USER_REQUIRED": (N_("You are signed in already."), "info"),
    "INVALID_REDIRECT": (N_("The address to go to afterwards lies outside this system and was left out."), "error"),
    "INVALID_CODE": (NO_CODE, "error"),
    "INVALID_PASSWORD_CODE": (NO_CODE, "error"),
    "INVALID_RECOVERY_CODE": (N_("This is none of your unused recovery codes. Check each letter and digit."), "error"),
    "NO_RECOVERY_CODES_SETUP": (N_("No recovery codes have been made yet."), "info"),
    "TWO_FACTOR_INVALID_TOKEN": (NO_CODE, "error"),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": (N_("The code is confirmed."), "success"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (N_("The second factor is on. Make recovery codes now."), "success"),
    "TWO_FACTOR_PERMISSION_DENIED": (NOT_NOW, "info"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": (NOT_A_FORM, "error"),
    "TWO_FACTOR_DISABLED": (N_("The second factor is off."), "success"),
    "TWO_FACTOR_SETUP_EXPIRED": (N_("Too much time has passed (%(within)s). Start again."), "error"),
    "FAILED_TO_SEND_CODE": (NO_CODE, "error"),
}  # fmt: skip


def sentences_config() -> dict[str, tuple[str, str]]:
    """Return the sentences as Flask-Security's configuration."""
    return {f"SECURITY_MSG_{key}": value for key, value in SENTENCES.items()}
