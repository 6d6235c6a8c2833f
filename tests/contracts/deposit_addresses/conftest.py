"""Money that lies on deposit addresses."""

import pytest

NATIVE = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"
ZERO = "0x" + "00" * 20


@pytest.fixture
def refund_to(accounts):
    """Where the payer wants back what does not pay."""
    return accounts[9]


@pytest.fixture
def balance(chain):
    """What somebody has of a token or of native coin."""

    def of(token, owner):
        return chain.get_balance(str(owner)) if token == NATIVE else token.balanceOf(owner)

    return of


@pytest.fixture
def arrive(deposits, gateway, payer, dollar):
    """Send money to the deposit address of an invoice, as an exchange would; the answer is the address."""

    def send(terms, refund_to, amount=None, token=dollar):
        deposit = deposits.deposit_address(gateway.payment_id(terms), refund_to)
        amount = terms["amount"] if amount is None else amount
        if token == NATIVE:
            payer.transfer(deposit, amount)
        else:
            token.transfer(deposit, amount, sender=payer)
        return deposit

    return send
