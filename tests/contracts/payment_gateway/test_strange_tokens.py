import ape
import pytest

ZERO = "0x" + "00" * 20
ONE = "0xA0a0a0A0A0A0a0a0A0A0a0A0a0A0a0A0A0A0a0a0"
DOLLAR = 10**6
PRICE, FEE, NET = 25_000_000, 125_000, 24_875_000
DOORS = ("pay", "pay_split", "pay_for", "pay_with_permit", "refund", "collect")
TOKENS = {
    "returns nothing, clears approvals": ("SilentDollar",),
    "returns 96 bytes": ("HostileDollar",),
    "refuses zero": ("StrangeDollar", 1, 6),
    "maximum means balance": ("StrangeDollar", 2, 6),
    "0 decimals": ("StrangeDollar", 0, 0),
    "2 decimals": ("StrangeDollar", 0, 2),
    "24 decimals": ("StrangeDollar", 0, 24),
    "rebasing": ("RebasingDollar",),
    "two addresses": ("TwoFacedDollar",),
    "other address": ("TwoFacedDollar",),
    "dai permit": ("DaiDollar",),
    "phantom permit": ("PhantomDollar",),
    "authorizes wallets": ("WalletDollar",),
}
REFUSED, OTHER = "intake: token refused transfer", "intake: token moved other amount"
# What is done to the token, the reason at every door but `collect`, and the reason there. None: any, or no reason.
FAULTS = {
    "returns false": (lambda token, who: ("setManner", 1), REFUSED, OTHER),
    "returns false but moves": (lambda token, who: ("setManner", 2), REFUSED, OTHER),
    "returns two": (lambda token, who: ("setManner", 3), None, OTHER),
    "returns 31 bytes": (lambda token, who: ("setManner", 4), None, OTHER),
    "moves nothing": (lambda token, who: ("setManner", 6), OTHER, OTHER),
    "takes a fee": (lambda token, who: ("setManner", 7), OTHER, OTHER),
    "paused": (lambda token, who: ("setManner", 9), "paused", OTHER),
    "burns gas": (lambda token, who: ("setManner", 10), None, OTHER),
    "blocks who pays": (lambda token, who: ("list", who["from"], True), "listed", OTHER),
    "blocks who is paid": (lambda token, who: ("list", who["to"], True), "listed", "listed"),
}


@pytest.fixture
def stock(built, project, deployer, payer, merchant, funded):
    """A token of a kind, of which payer and merchant hold and have allowed 100 dollars."""

    def make(kind, *arguments, face=False):
        ledger = deployer.deploy(getattr(built, kind), *arguments)
        token = project.DollarFace.at(ledger.face()) if face else ledger
        for holder in (payer, merchant):
            ledger.mint(holder, 100 * DOLLAR, sender=deployer)
            token.approve(funded, 100 * DOLLAR, sender=holder)
        return token

    return make


@pytest.fixture
def ready(funded, deposits, issue, issue_shared, payer, merchant, payout, relayer):
    """Everything before the last step through a door; the answer is the terms, the step, and who gives to whom."""

    def make(door, token, amount=PRICE, share=2_000):
        terms, shares, signature = issue_shared((ONE, share), token=token, amount=amount)
        if door != "pay_split":
            (terms, signature), shares = issue(token=token, amount=amount), []
        who = {"from": payer, "to": payout}
        if door == "refund":
            funded.pay(terms, signature, sender=payer)
            return (
                terms,
                lambda: funded.refund_payment(terms, amount, sender=merchant, gas_limit=2_000_000),
                {
                    "from": merchant,
                    "to": payer,
                },
            )
        if door == "collect":
            deposit = deposits.deposit_address(funded.payment_id(terms), payer)
            token.transfer(deposit, amount, sender=payer)
            return (
                terms,
                lambda: deposits.collect(terms, [], signature, payer, sender=relayer, gas_limit=2_000_000),
                {"from": deposit, "to": payout},
            )
        arguments = {
            "pay": (signature,),
            "pay_split": (shares, signature),
            "pay_for": (shares, signature, payer),
            "pay_with_permit": (shares, signature, (PRICE, 2**40, 27, bytes(32), bytes(32))),
        }[door]
        return terms, lambda: getattr(funded, door)(terms, *arguments, sender=payer, gas_limit=2_000_000), who

    return make


@pytest.fixture
def holdings(funded, deposits, payer, merchant, payout, fee_receiver):
    def of(token):
        people = {"payer": payer, "merchant": merchant, "payout": payout, "fees": fee_receiver}
        people |= {"one": ONE, "gateway": funded, "deposits": deposits}
        return {name: token.balanceOf(owner) for name, owner in people.items()}

    return of


def settled(door, before, excess=0):
    """What everybody has after the last step, exactly."""
    share = NET // 5 if door == "pay_split" else 0
    sale = {"payer": -PRICE, "payout": NET - share, "fees": FEE, "one": share}
    changes = {"refund": {"payer": PRICE, "merchant": -PRICE}, "collect": sale | {"payer": excess}}.get(door, sale)
    return {name: amount + changes.get(name, 0) for name, amount in before.items()}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", TOKENS)
def test_settles_exactly_with_tokens_that_move_what_they_are_told(funded, stock, ready, holdings, deployer, name, door):
    token = stock(*TOKENS[name], face=name == "other address")
    if name == "returns 96 bytes":
        token.setManner(5, sender=deployer)
    terms, step, _ = ready(door, token)
    before = holdings(token)
    step()
    assert holdings(token) == settled(door, before)
    assert funded.is_paid(funded.payment_id(terms)) and funded.credits(token) == 0


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("fault", FAULTS)
def test_reverts_and_moves_nothing_with_tokens_that_do_not(
    funded, stock, ready, holdings, payout, deployer, fault, door
):
    change, reason, at_collect = FAULTS[fault]
    token = stock("HostileDollar")
    terms, step, who = ready(door, token)
    if door == "pay_split" and fault.startswith("blocks who is"):
        # Money that has come in finds its way: there, and only there, a blocked payout is credited.
        who, reason = who | {"to": funded}, "listed"
    verb, *arguments = change(token, who)
    getattr(token, verb)(*arguments, sender=deployer)
    before, status = holdings(token), funded.payment(funded.payment_id(terms))
    expected = at_collect if door == "collect" else reason
    with ape.reverts(expected) if expected else ape.reverts():
        step()
    assert holdings(token) == before and funded.credits(token) == 0
    assert funded.payment(funded.payment_id(terms)) == status


@pytest.mark.parametrize("door", DOORS)
def test_settles_once_with_a_token_that_calls_back(funded, stock, ready, holdings, deployer, door):
    """What the token tries would be its right at any other time."""
    token = stock("HostileDollar")
    _, step, _ = ready(door, token)
    before = holdings(token)
    token.setHook(funded, funded.register_merchant.encode_input(token, ZERO), False, sender=deployer)
    step()
    assert holdings(token) == settled(door, before)
    assert token.hookRuns() > 0 and not token.hookSucceeded()


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("share", [0, 1, 10_000])
def test_never_moves_zero(stock, ready, holdings, door, share):
    token = stock(*TOKENS["refuses zero"])
    _, step, _ = ready(door, token, amount=1, share=share)
    step()
    after = holdings(token)
    assert after["fees"] == 0 and after["payout"] + after["one"] == 1
    assert after["one"] == (1 if door == "pay_split" and share == 10_000 else 0)


def test_never_asks_for_the_maximum(funded, stock, issue, payer, merchant, holdings):
    token = stock(*TOKENS["maximum means balance"])
    token.approve(funded, 2**256 - 1, sender=payer)
    terms, signature = issue(token=token, amount=2**256 - 1)
    with ape.reverts("gateway: amount out of range"):
        funded.pay(terms, signature, sender=payer)
    terms, signature = issue(token=token)
    funded.pay(terms, signature, sender=payer)
    with ape.reverts("gateway: refunds above payment"):
        funded.refund_payment(terms, 2**256 - 1, sender=merchant)
    assert holdings(token)["payer"] == 100 * DOLLAR - PRICE


@pytest.mark.parametrize("door", DOORS)
def test_settles_after_a_rebase_that_rounds_nothing(stock, ready, holdings, deployer, door):
    """What everybody has was doubled in between, on the deposit address too."""
    token = stock("RebasingDollar")
    _, step, _ = ready(door, token)
    token.setWorth(2_000, sender=deployer)
    before = holdings(token)
    step()
    assert holdings(token) == settled(door, before, excess=PRICE)


@pytest.mark.parametrize("door", DOORS)
def test_reverts_after_a_rebase_that_rounds(funded, stock, ready, holdings, deployer, door):
    token = stock("RebasingDollar")
    _, step, _ = ready(door, token)
    token.setWorth(1_100, sender=deployer)
    before = holdings(token)
    with ape.reverts(OTHER):
        step()
    assert holdings(token) == before


def test_collects_nothing_after_a_fall(stock, ready, deployer):
    token = stock("RebasingDollar")
    _, step, _ = ready("collect", token)
    token.setWorth(999, sender=deployer)
    with ape.reverts("deposits: below the amount"):
        step()


def test_two_addresses_are_two_invoices(funded, built, project, stock, issue, payer, holdings):
    """Paying by one address leaves the invoice of the other unpaid."""
    token = stock("TwoFacedDollar")
    face = project.DollarFace.at(token.face())
    terms, signature = issue(token=token)
    other = terms | {"token": face.address}
    funded.pay(terms, signature, sender=payer)
    assert not funded.is_paid(funded.payment_id(other))
    with ape.reverts("gateway: not issued by merchant"):
        funded.pay(other, signature, sender=payer)
    assert holdings(token) == holdings(face) and holdings(face)["payout"] == NET
