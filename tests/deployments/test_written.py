"""Records are written entirely or not at all, and a live deployment's record is not lost by accident."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from web3 import Web3

from backend.chain.records import PACKAGED
from scripts import deploy
from scripts._deployment import Refused
from scripts._deployment.build import Built
from scripts._deployment.chain import Chain, open_chain
from scripts._deployment.sending import Deployed
from scripts._deployment.terms import ZERO_ADDRESS, Terms
from scripts._deployment.written import encoded, refuse_live, write_json
from tests.deployments.test_records import ADDRESS, RECORD, write


@pytest.fixture
def chain(anvil: str) -> Chain:
    return open_chain(PACKAGED, f"ethereum:local:{anvil}")


def put_code(chain: Chain, code: str) -> None:
    chain.node.provider.make_request("anvil_setCode", [ADDRESS, code])


def test_given_content_that_is_no_json__the_old_file_stays_alone(tmp_path: Path) -> None:
    write_json(tmp_path / "record.json", {"is": "old"})
    with pytest.raises(TypeError):
        write_json(tmp_path / "record.json", {"is": {1, 2}})
    assert [path.name for path in tmp_path.iterdir()] == ["record.json"]
    assert json.loads((tmp_path / "record.json").read_text()) == {"is": "old"}


def test_reader_never_sees_half_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_json(tmp_path / "record.json", {"is": "old"})
    seen: list[str] = []
    replace = Path.replace

    def watched(fresh: Path, target: Path) -> Path:
        seen.append(target.read_text())
        return replace(fresh, target)

    monkeypatch.setattr(Path, "replace", watched)
    write_json(tmp_path / "record.json", {"is": "new"})
    assert [json.loads(text) for text in seen] == [{"is": "old"}]
    assert json.loads((tmp_path / "record.json").read_text()) == {"is": "new"}


def test_record_of_a_live_contract_is_kept_unless_replaced(chain: Chain, tmp_path: Path) -> None:
    put_code(chain, "0x00")
    write(tmp_path, RECORD)
    with pytest.raises(Refused, match=f"records a live deployment at {ADDRESS.lower()}: keep it, or add --replace"):
        refuse_live(chain, tmp_path, "PaymentGateway", replace=False)
    refuse_live(chain, tmp_path, "PaymentGateway", replace=True)


def test_unreadable_record_is_kept_unless_replaced(chain: Chain, tmp_path: Path) -> None:
    write(tmp_path, "{")
    with pytest.raises(Refused, match="overwrite it with --replace"):
        refuse_live(chain, tmp_path, "PaymentGateway", replace=False)
    refuse_live(chain, tmp_path, "PaymentGateway", replace=True)


def test_record_of_a_chain_that_is_gone_is_overwritten(chain: Chain, tmp_path: Path) -> None:
    refuse_live(chain, write(tmp_path, RECORD), "PaymentGateway", replace=False)


def test_contract_without_code_is_not_recorded(chain: Chain) -> None:
    terms = Terms(ADDRESS, ADDRESS, 0, 100, 0)
    built = Built("PaymentGateway", b"", (), None, (), "")  # type: ignore[arg-type]  # nothing of it is reached
    with pytest.raises(Refused, match=f"There is no code at {ADDRESS}: no record was written"):
        deploy._read_back(chain, Deployed(built, (), "0x", ADDRESS), terms, {})


def test_largest_integer_is_encoded_exactly() -> None:
    terms = Terms(ADDRESS, ADDRESS, 0, 100, 2**256 - 1)
    assert encoded(terms.arguments("PaymentGateway", {})) == Web3().codec.encode(
        ["address", "address", "uint256", "uint256", "uint256", "address"],
        [ADDRESS, ADDRESS, 0, 100, 2**256 - 1, ZERO_ADDRESS],
    )
