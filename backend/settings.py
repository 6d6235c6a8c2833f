"""The only reader of the environment. Each setting is described in docs/running.md."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "COUNTERFOIL_"


class SettingsError(Exception):
    """A setting is missing or wrong; the message names the variable and the remedy in one sentence."""


class Settings(BaseSettings):
    """What a process of Counterfoil is told from outside. A field's description says what a right value is."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", env_ignore_empty=True)

    database_url: str = Field(
        default="sqlite:///counterfoil.db",
        validation_alias="DATABASE_URL",
        description="sqlite:///<file> or postgresql://<user>@<host>/<database>",
    )
    network: str = Field(
        default="local", pattern=r"^[a-z0-9][a-z0-9-]*$", description="the name of a folder under deployments/"
    )
    deployments: str = Field(default="deployments", description="the folder of the deployment records")
    rpc_urls: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("http://127.0.0.1:8545",),
        description="one or more http:// or https:// addresses of nodes, separated by commas",
    )
    confirmations: int | None = Field(default=None, ge=1, le=10_000, description="a number of blocks from 1 to 10000")
    finality: str | None = Field(default=None, description="the word finalized, or a number of blocks")
    poll_seconds: float = Field(default=1.0, gt=0, le=3600, description="seconds, above 0 and up to 3600")
    block_span: int = Field(default=2000, ge=1, le=100_000, description="a number of blocks from 1 to 100000")
    host: str = Field(default="127.0.0.1", min_length=1, description="the address to listen on, such as 127.0.0.1")
    port: int = Field(default=8000, ge=1, le=65535, description="a port number from 1 to 65535")
    public_url: str | None = Field(
        default=None, description="the http:// or https:// address under which customers reach this server"
    )
    signer_secret: SecretStr | None = Field(
        default=None, description="64 hexadecimal digits (openssl rand -hex 32), the same for every process"
    )
    private_webhooks: bool = Field(default=False, description="true or false")
    demo_wallet: bool = Field(default=False, description="true or false, and true on the local chain (31337) only")
    keeper_key: SecretStr | None = Field(
        default=None, description="64 hexadecimal digits, the private key of an account that has nothing but gas money"
    )
    keeper_keystore: str | None = Field(default=None, description="the path of a keystore file, such as Ape writes")
    keeper_passphrase: SecretStr | None = Field(default=None, description="the passphrase of the keystore file")
    keeper_for: Literal["anyone", "accounts"] = Field(default="anyone", description="the word anyone or accounts")
    keeper_max_gwei: Decimal = Field(
        default=Decimal(100), gt=0, le=1_000_000, description="gwei per gas, above 0 and up to 1000000"
    )
    keeper_floor: Decimal = Field(
        default=Decimal("0.01"), ge=0, le=1_000_000, description="coins, from 0 to 1000000, such as 0.01"
    )
    keeper_stuck_seconds: int = Field(default=60, ge=1, le=3600, description="seconds from 1 to 3600")

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        return _matching(value, r"sqlite:///.+|sqlite://|postgres(ql)?://.+")

    @field_validator("rpc_urls", mode="before")
    @classmethod
    def _rpc_urls(cls, value: Any) -> Any:
        urls = [url.strip() for url in value.split(",") if url.strip()] if isinstance(value, str) else list(value)
        if not urls:
            raise ValueError("empty")
        return tuple(_matching(url, r"https?://[^\s]+") for url in urls)

    @field_validator("finality")
    @classmethod
    def _finality(cls, value: str | None) -> str | None:
        return None if value is None else _matching(value, r"finalized|[0-9]{1,6}")

    @field_validator("public_url")
    @classmethod
    def _public_url(cls, value: str | None) -> str | None:
        return None if value is None else _matching(value.rstrip("/"), r"https?://[^\s?#]+")

    @field_validator("signer_secret")
    @classmethod
    def _signer_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and int(_matching(value.get_secret_value(), r"(0x)?[0-9a-fA-F]{64}"), 16) == 0:
            raise ValueError("zero")
        return value

    @field_validator("keeper_key")
    @classmethod
    def _keeper_key(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            _matching(value.get_secret_value(), r"(0x)?[0-9a-fA-F]{64}")
        return value

    @property
    def origin(self) -> str:
        """Where customers reach this server: COUNTERFOIL_PUBLIC_URL, else host and port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"

    def finality_rule(self) -> Literal["finalized"] | int | None:
        """The node's tag, or how many blocks below the head; None: the network's own rule."""
        if self.finality is None or self.finality == "finalized":
            return "finalized" if self.finality else None
        return int(self.finality)

    def signer_secret_bytes(self) -> bytes:
        """The 32 secret bytes from which every account's invoice signer key is derived. Raises SettingsError."""
        if self.signer_secret is None:
            raise SettingsError(
                f"{PREFIX}SIGNER_SECRET is missing: set it to {Settings.model_fields['signer_secret'].description}."
            )
        return bytes.fromhex(self.signer_secret.get_secret_value().removeprefix("0x"))


def read_settings(**overrides: Any) -> Settings:
    """The settings of this process; `overrides` (by field name) come before the environment. Raises SettingsError."""
    overrides = {("DATABASE_URL" if name == "database_url" else name): value for name, value in overrides.items()}
    try:
        return Settings(**overrides)
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from None


def variable(field: str) -> str:
    """The environment variable of a field."""
    return "DATABASE_URL" if field in ("database_url", "DATABASE_URL") else PREFIX + field.upper()


def _matching(value: str, pattern: str) -> str:
    if not re.fullmatch(pattern, value):
        raise ValueError("not of this form")
    return value


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    name = str(first["loc"][0])
    field = "database_url" if name == "DATABASE_URL" else name
    secret = field in ("signer_secret", "database_url", "keeper_key", "keeper_passphrase")
    shown = "" if secret else f", not {str(first['input'])!r}"
    return f"{variable(field)} must be {Settings.model_fields[field].description}{shown}: correct it or unset it."
