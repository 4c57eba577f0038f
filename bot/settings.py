"""Settings: environment variables or a `.env` file, into one frozen object. Empty means not set."""

import re
from functools import lru_cache
from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

_TELEGRAM_TOKEN = re.compile(r"\d+:[\w-]+", re.ASCII)
_APP_SECRET = re.compile(r"[0-9a-f]{32}", re.ASCII)
_WEBHOOK_SECRET = re.compile(r"[\w-]{16,256}", re.ASCII)
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def _seconds(written: object) -> object:
    """`30m` is 1800; what is no such text is left to pydantic to refuse."""
    found = re.fullmatch(r"(\d+)\s*([smhd])", str(written).strip().lower())
    return int(found[1]) * _UNITS[found[2]] if found else written


Seconds = Annotated[float, BeforeValidator(_seconds), Field(gt=0)]


class Settings(BaseSettings):
    """Every setting of the bot; with none of them set, `make run` works."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    database_url: str = Field(
        default="sqlite:///var/sapa.db",
        description="where all state lives: sqlite:///… or postgresql://…",
    )
    secret_key: str | None = Field(
        default=None,
        description="seals personal records (32 characters or more); SQLite makes its own",
    )
    programme: str = Field(default="wakatobi", description="name or path of the programme file")
    agency_url: str | None = Field(
        default=None, description="the agency's feed: http(s)://… or a folder"
    )
    agency_token: str | None = Field(default=None, description="bearer token of the agency's feed")
    refresh_every: Seconds | None = Field(
        default=None, description="how often the store is refreshed: 900, 30m, 6h, 1d"
    )
    host: str = Field(default="0.0.0.0", description="address to listen on")  # noqa: S104
    port: int = Field(default=8080, description="port to listen on")
    public_url: str | None = Field(
        default=None, description="https address under which platforms reach this process"
    )
    phone_page: bool = Field(default=False, description="1: the page for trying the bot at /")
    telegram_token: str | None = Field(default=None, description="token of the Telegram bot")
    telegram_api_url: str = Field(
        default="https://api.telegram.org", description="the part before /bot<token>/"
    )
    telegram_webhook_secret: str | None = Field(
        default=None, description="header of the webhook: 16 to 256 of A-Z a-z 0-9 _ -"
    )
    keep_unclear: bool = Field(
        default=False, description="1: keep masked messages that were not understood for 30 days"
    )
    whatsapp_token: str | None = Field(
        default=None, description="permanent token of a system user, for the Cloud API"
    )
    whatsapp_phone_number_id: str | None = Field(
        default=None, description="Meta's id of the number (not the number itself)"
    )
    whatsapp_business_account_id: str | None = Field(
        default=None, description="id of the WhatsApp Business Account, for templates"
    )
    whatsapp_app_secret: str | None = Field(
        default=None, description="secret of the Meta app: it signs the webhooks"
    )
    whatsapp_verify_token: str | None = Field(
        default=None, description="a word of your own that Meta repeats when the webhook is saved"
    )
    whatsapp_tier: int = Field(
        default=250,
        ge=0,
        description="people who may be written to first within 24 hours; 0: no limit",
    )
    whatsapp_nudge: bool = Field(
        default=False, description="1: tell by template `waiting_answer` that an answer waits"
    )
    whatsapp_api_url: str = Field(
        default="https://graph.facebook.com", description="the part before /v23.0/"
    )
    log_level: str = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR")

    @property
    def telegram_webhook_url(self) -> str | None:
        return f"{self.public_url.rstrip('/')}/telegram" if self.public_url else None


def obstacle(chosen: Settings) -> str | None:
    """Why a channel must not start with these settings, and what to do; None where it may."""
    token, secret = chosen.telegram_token, chosen.telegram_webhook_secret
    if token and not _TELEGRAM_TOKEN.fullmatch(token):
        return "TELEGRAM_TOKEN is not a token: copy it from @BotFather, a number, a colon, letters."
    if token and chosen.public_url and not _WEBHOOK_SECRET.fullmatch(secret or ""):
        return (
            "TELEGRAM_WEBHOOK_SECRET is missing or unusable: set 16 to 256 characters of A-Z a-z "
            "0-9 _ - (for example: openssl rand -hex 24), or leave PUBLIC_URL empty to poll."
        )
    return _whatsapp_obstacle(chosen) if chosen.whatsapp_token else None


def _whatsapp_obstacle(chosen: Settings) -> str | None:
    if not (chosen.whatsapp_phone_number_id or "").isdecimal():
        return (
            "WHATSAPP_PHONE_NUMBER_ID is missing or no number: copy it from WhatsApp > API Setup "
            "of your app at developers.facebook.com (it is not the phone number)."
        )
    if not _APP_SECRET.fullmatch(chosen.whatsapp_app_secret or ""):
        return (
            "WHATSAPP_APP_SECRET is missing or unusable: copy the App secret (32 characters 0-9 "
            "a-f) from App settings > Basic; without it anybody could write in anybody's name."
        )
    if not (chosen.whatsapp_verify_token or "").strip():
        return (
            "WHATSAPP_VERIFY_TOKEN is missing: choose a word (for example: openssl rand -hex 16) "
            "and enter the same one at WhatsApp > Configuration > Webhook."
        )
    return None


class SettingsError(ValueError):
    """A setting cannot be used; the sentence names it, never its value."""


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Read once: what the process started with is what it keeps. Raises SettingsError."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = [f"{str(each['loc'][0]).upper()}: {each['msg']}" for each in error.errors()]
        raise SettingsError("; ".join(wrong)) from None
