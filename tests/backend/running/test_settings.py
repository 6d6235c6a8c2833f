"""Settings: a wrong value is one sentence that names the variable and the remedy; secrets are never shown."""

import pytest

from backend.settings import Settings, SettingsError, read_settings, variable

WRONG = [
    ("DATABASE_URL", "mysql://root@db/x", "sqlite:///<file> or postgresql://<user>@<host>/<database>"),
    ("DATABASE_URL", "counterfoil.db", "sqlite:///<file>"),
    ("COUNTERFOIL_NETWORK", "../etc", "a folder under deployments/"),
    ("COUNTERFOIL_RPC_URLS", "localhost:8545", "separated by commas"),
    ("COUNTERFOIL_RPC_URLS", "http://a, ws://b", "separated by commas"),
    ("COUNTERFOIL_RPC_URLS", " , ", "separated by commas"),
    ("COUNTERFOIL_CONFIRMATIONS", "0", "from 1 to 10000"),
    ("COUNTERFOIL_CONFIRMATIONS", "many", "from 1 to 10000"),
    ("COUNTERFOIL_FINALITY", "safe", "the word finalized, or a number of blocks"),
    ("COUNTERFOIL_FINALITY", "-3", "the word finalized, or a number of blocks"),
    ("COUNTERFOIL_POLL_SECONDS", "0", "above 0"),
    ("COUNTERFOIL_POLL_SECONDS", "nan", "above 0"),
    ("COUNTERFOIL_BLOCK_SPAN", "0", "from 1 to 100000"),
    ("COUNTERFOIL_PORT", "99999", "from 1 to 65535"),
    ("COUNTERFOIL_PORT", "http", "from 1 to 65535"),
    ("COUNTERFOIL_PUBLIC_URL", "pay.example", "http:// or https://"),
    ("COUNTERFOIL_PUBLIC_URL", "https://pay.example/?x=1", "http:// or https://"),
    ("COUNTERFOIL_SIGNER_SECRET", "5e" * 31, "64 hexadecimal digits"),
    ("COUNTERFOIL_SIGNER_SECRET", "0" * 64, "64 hexadecimal digits"),
    ("COUNTERFOIL_SIGNER_SECRET", "correct horse battery staple", "64 hexadecimal digits"),
    ("COUNTERFOIL_PRIVATE_WEBHOOKS", "perhaps", "true or false"),
    ("COUNTERFOIL_DEMO_WALLET", "2", "true or false"),
]


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch):
    for name in Settings.model_fields:
        monkeypatch.delenv(variable(name), raising=False)


@pytest.mark.parametrize(("name", "value", "remedy"), WRONG)
def test_a_wrong_value_is_one_sentence_with_the_remedy(monkeypatch, name, value, remedy):
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError) as refused:
        read_settings()

    said = str(refused.value)
    assert said.startswith(f"{name} must be ") and remedy in said and "\n" not in said


@pytest.mark.parametrize("name", ["COUNTERFOIL_SIGNER_SECRET", "DATABASE_URL"])
def test_a_wrong_secret_is_not_repeated(monkeypatch, name):
    monkeypatch.setenv(name, "hunter2:hunter2@x")

    with pytest.raises(SettingsError) as refused:
        read_settings()

    assert "hunter2" not in str(refused.value)


def test_a_missing_signer_secret_is_named_when_it_is_needed():
    with pytest.raises(SettingsError, match="COUNTERFOIL_SIGNER_SECRET is missing: set it to 64 hexadecimal digits"):
        read_settings().signer_secret_bytes()


def test_secrets_are_hidden_in_what_is_printed():
    assert "5e5e" not in repr(read_settings(signer_secret="5e" * 32))


def test_every_field_says_what_a_right_value_is():
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_an_empty_variable_is_as_good_as_none(monkeypatch):
    monkeypatch.setenv("COUNTERFOIL_PORT", "")

    assert read_settings().port == 8000


def test_defaults_serve_a_newcomer():
    settings = read_settings()

    assert (settings.database_url, settings.network, settings.deployments) == (
        "sqlite:///counterfoil.db",
        "local",
        "deployments",
    )
    assert (settings.rpc_urls, settings.origin) == (("http://127.0.0.1:8545",), "http://127.0.0.1:8000")
    assert settings.finality_rule() is None


def test_right_values_are_read(monkeypatch):
    given = {
        "DATABASE_URL": "postgresql://counterfoil@db/counterfoil",
        "COUNTERFOIL_RPC_URLS": "https://one.example/key, https://two.example ,",
        "COUNTERFOIL_FINALITY": "64",
        "COUNTERFOIL_PUBLIC_URL": "https://pay.example/",
        "COUNTERFOIL_SIGNER_SECRET": "0x" + "Ab" * 32,
        "COUNTERFOIL_PRIVATE_WEBHOOKS": "true",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    settings = read_settings(port=9000)

    assert settings.rpc_urls == ("https://one.example/key", "https://two.example")
    assert (settings.finality_rule(), settings.origin, settings.port) == (64, "https://pay.example", 9000)
    assert settings.signer_secret_bytes() == b"\xab" * 32
    assert settings.private_webhooks is True
