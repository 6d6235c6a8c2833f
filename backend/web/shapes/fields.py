"""Fields with a form of their own. Each refuses what it cannot take under its own problem code."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlsplit

from eth_utils.address import is_checksum_address, to_checksum_address
from pydantic import BaseModel, ConfigDict, PlainSerializer, PlainValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

UINT256_MAX = 2**256 - 1
ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")
WORD = re.compile(r"0x[0-9a-fA-F]{64}")
PRINTABLE = re.compile(r"[ -~]{1,32}")
# C0 and C1 control characters except line feed, and lone surrogates, which no database stores.
UNPRINTABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
METADATA_KEYS, METADATA_KEY, METADATA_VALUE = 20, 40, 500
DESCRIPTION, URL = 500, 2000
ZERO = "0x" + "00" * 20


class Strict(BaseModel):
    """A body or a query in which nothing unknown is ignored."""

    model_config = ConfigDict(extra="forbid")


def read_amount(value: Any) -> int:
    """A positive integer of smallest units, sent as decimal text."""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,100}", value, re.ASCII) or int(value) == 0:
        raise _refused("amount_malformed", "not decimal digits of a positive integer, as text")
    if int(value) > UINT256_MAX:
        raise _refused("amount_too_large", "above 2^256 - 1")
    return int(value)


def read_address(value: Any) -> str:
    """A lower-case address. Mixed case must carry the checksum of EIP-55; one case alone carries none."""
    if not isinstance(value, str) or not ADDRESS.fullmatch(value):
        raise _refused("address_malformed", "not 0x and 40 hexadecimal digits")
    digits = value[2:]
    if digits not in (digits.lower(), digits.upper()) and not is_checksum_address(value):
        raise _refused("address_checksum_wrong", "the checksum of EIP-55 does not match")
    if value.lower() == ZERO:
        raise _refused("address_zero", "the zero address")
    return value.lower()


def read_time(value: Any) -> int:
    """Unix seconds of an RFC 3339 time; parts of a second are dropped."""
    form = r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)"
    if not isinstance(value, str) or not re.fullmatch(form, value, re.ASCII):
        raise _refused("time_malformed", "not an RFC 3339 time with an offset")
    try:
        seconds = int(datetime.fromisoformat(re.sub(r"\.\d+", "", value).upper()).astimezone(UTC).timestamp())
    except (ValueError, OverflowError):
        raise _refused("time_malformed", "no such day or hour") from None
    if seconds < 0:
        raise _refused("time_malformed", "before 1970")
    return seconds


def read_reference(value: Any) -> str:
    """A 32-byte word as 0x hex: given as such, or as ASCII text that is padded with zero bytes at its end."""
    if isinstance(value, str) and WORD.fullmatch(value):
        return value.lower()
    if isinstance(value, str) and PRINTABLE.fullmatch(value):
        return "0x" + value.encode().ljust(32, b"\0").hex()
    raise _refused("reference_malformed", "not 1 to 32 printable ASCII characters, nor 0x and 64 hexadecimal digits")


def read_description(value: Any) -> str:
    """Text for the customer, up to 500 characters."""
    if not isinstance(value, str) or not value or len(value) > DESCRIPTION or UNPRINTABLE.search(value):
        raise _refused("text_malformed", f"not text of 1 to {DESCRIPTION} characters without control characters")
    return value


def read_metadata(value: Any) -> dict[str, str]:
    """What the merchant wants to remember: up to 20 texts of up to 500 characters under keys of up to 40."""
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise _refused("field_malformed", "not an object of texts")
    sizes_fit = all(0 < len(key) <= METADATA_KEY and len(text) <= METADATA_VALUE for key, text in value.items())
    if len(value) > METADATA_KEYS or not sizes_fit:
        raise _refused("metadata_too_large", "too many keys, or a key or text is too long or a key empty")
    if any(UNPRINTABLE.search(key + text) for key, text in value.items()):
        raise _refused("text_malformed", "holds control characters")
    return value


def read_success_url(value: Any) -> str:
    """Where the customer's browser goes after payment: https, or http on localhost."""
    if not isinstance(value, str) or len(value) > URL or not re.fullmatch(r"[!-~]+", value):
        raise _refused("success_url_refused", "not a URL of printable ASCII characters")
    try:
        parts = urlsplit(value)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise _refused("success_url_refused", "not a URL") from None
    local = parts.scheme == "http" and host in ("localhost", "127.0.0.1", "::1")
    if not host or port == 0 or "@" in parts.netloc or "\\" in value or not (parts.scheme == "https" or local):
        raise _refused("success_url_refused", "neither https nor localhost, or it names a user")
    return value


def rfc3339(seconds: int | None) -> str | None:
    """A unix second as RFC 3339 in UTC, such as 2027-01-31T12:00:00Z."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def checksummed(address: str | None) -> str | None:
    """An address with its EIP-55 checksum, as everything we answer has it."""
    return None if address is None else to_checksum_address(address)


def _refused(code: str, message: str) -> PydanticCustomError:
    return PydanticCustomError(code, message)


def _text(pattern: str, example: str, **more: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": pattern, "examples": [example], **more})


MONEY_SCHEMA = _text("^[0-9]{1,78}$", "25000000", description="Smallest units of the token, as decimal text.")
ADDRESS_SCHEMA = _text(
    "^0x[0-9a-fA-F]{40}$", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", description="An address (EIP-55)."
)
TIME_SCHEMA = WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2027-01-31T12:00:00Z"]})

AmountIn = Annotated[
    int, PlainValidator(read_amount), _text("^0*[1-9][0-9]{0,76}$", "25000000", description="Smallest units.")
]
AddressIn = Annotated[str, PlainValidator(read_address), ADDRESS_SCHEMA]
TimeIn = Annotated[int, PlainValidator(read_time), TIME_SCHEMA]
ReferenceIn = Annotated[
    str, PlainValidator(read_reference), _text("^(0x[0-9a-fA-F]{64}|[ -~]{1,32})$", "order-1001", maxLength=66)
]
DescriptionIn = Annotated[
    str,
    PlainValidator(read_description),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": DESCRIPTION, "examples": ["Order 1001"]}),
]
MetadataIn = Annotated[
    dict[str, str],
    PlainValidator(read_metadata),
    WithJsonSchema(
        {
            "type": "object",
            "maxProperties": METADATA_KEYS,
            "propertyNames": {"minLength": 1, "maxLength": METADATA_KEY},
            "additionalProperties": {"type": "string", "maxLength": METADATA_VALUE},
            "examples": [{"order": "1001"}],
        }
    ),
]
SuccessUrlIn = Annotated[
    str,
    PlainValidator(read_success_url),
    WithJsonSchema({"type": "string", "format": "uri", "maxLength": URL, "examples": ["https://shop.example/thanks"]}),
]

Money = Annotated[int, PlainSerializer(str, return_type=str), MONEY_SCHEMA]
Address = Annotated[str, PlainSerializer(to_checksum_address, return_type=str), ADDRESS_SCHEMA]
Time = Annotated[int, PlainSerializer(rfc3339, return_type=str), TIME_SCHEMA]
MoneyText = Annotated[str, MONEY_SCHEMA]
AddressText = Annotated[str, ADDRESS_SCHEMA]
TimeText = Annotated[str, TIME_SCHEMA]
Hash = Annotated[str, _text("^0x[0-9a-f]{64}$", "0x" + "5c" * 32)]
HashIn = Annotated[
    str, StringConstraints(pattern="^0x[0-9a-fA-F]{64}$", to_lower=True), _text("^0x[0-9a-fA-F]{64}$", "0x" + "5c" * 32)
]
