"""Names and passwords of a database: written in the settings as `${PMF_DB_PASSWORD}`, put in when the database is opened, never told."""

import os
import re
from collections.abc import Mapping
from importlib import import_module
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from pmf_analysis.errors import SettingsError

PLACE = re.compile(r"\$\{([^{}]*)\}")
KEYRING = "keyring:"
SECRET_OPTIONS = re.compile(r"pass|pwd|secret|token|key$", re.IGNORECASE)
HOW = "write ${PMF_DB_PASSWORD} there, and set that variable where the command is run"


def has_password(url: str) -> bool:
    """Whether a database's URL, as the settings have it, holds a password itself.

    >>> has_password("postgresql://pmf:hunter2@db/kpi"), has_password("postgresql://pmf:${PMF_DB_PASSWORD}@db/kpi")
    (True, False)
    """
    bare = PLACE.sub("", url)
    name, at, _ = urlsplit(bare).netloc.rpartition("@")
    password = name.partition(":")[2] if at else ""
    options = parse_qsl(urlsplit(bare).query)
    return bool(password) or any(
        SECRET_OPTIONS.search(key) or _says_password(value) for key, value in options
    )


def _says_password(text: str) -> bool:
    """An ODBC connection string within the URL."""
    return re.search(r"\b(?:pwd|password)\s*=\s*[^;\s]", unquote(text), re.IGNORECASE) is not None


def with_credentials(
    url: str, environment: Mapping[str, str] | None = None, *, setting: str = "data"
) -> tuple[str, tuple[str, ...]]:
    """A database's URL with each `${...}` filled in from the environment or the keyring.

    Args:
        url: as the settings have it.
        environment: the variables that are set; the process's own if left out.
        setting: the setting that holds it, for messages.

    Returns:
        The URL, and every text that was put in, so that messages can be kept free of them.

    Raises:
        SettingsError: names the variable that is not set, or says that a password stands in the settings.
    """
    if has_password(url):
        raise SettingsError(f"{setting}: holds a password, which no settings file may; {HOW}")
    known = os.environ if environment is None else environment
    values = {name: _value(name, known, setting) for name in PLACE.findall(url)}
    filled = PLACE.sub(lambda match: quote(values[match[1]], safe=""), url)
    return filled, tuple(value for value in values.values() if value)


def without_secrets(text: str, secrets: tuple[str, ...]) -> str:
    """A message in which nothing that was filled in can be read."""
    for secret in sorted(secrets, key=len, reverse=True):
        for form in (secret, quote(secret, safe=""), quote(secret)):
            text = text.replace(form, "***")
    return text


def _value(name: str, environment: Mapping[str, str], setting: str) -> str:
    if name.startswith(KEYRING):
        return _from_keyring(name.removeprefix(KEYRING), setting)
    if name not in environment:
        raise SettingsError(
            f"{setting}: the environment variable {name} is not set; set it where the command is run"
        )
    return environment[name]


def _from_keyring(entry: str, setting: str) -> str:
    service, _, user = entry.partition("/")
    try:
        keyring = import_module("keyring")
    except ModuleNotFoundError:
        raise SettingsError(
            f"{setting}: names the keyring, but the package 'keyring' is not installed; install it, or use an environment variable"
        ) from None
    try:
        value: str | None = keyring.get_password(service, user)
    except keyring.errors.KeyringError as error:
        raise SettingsError(f"{setting}: the keyring cannot be read: {type(error).__name__}") from None
    if value is None:
        raise SettingsError(f"{setting}: the keyring has no entry '{service}' for '{user}'")
    return value
