import ape
import pytest

DOLLAR = 10**6
DAY = 86_400
ZERO = "0x" + "00" * 20
HELD = 10 * DOLLAR
FEE_BPS = 50
DISPUTED, CLOSED = 5, 6
RULED, TIMED_OUT = 2, 3


@pytest.fixture(scope="session")
def panelists(accounts):
    return accounts[5], accounts[6], accounts[7]


@pytest.fixture(scope="module")
def panel(solidity, deployer, escrow, panelists, dollar, payer):
    """The payer, who is the depositor here, has ten thousand dollars for the escrow."""
    dollar.mint(payer, 10_000 * DOLLAR, sender=deployer)
    dollar.approve(escrow, 10_000 * DOLLAR, sender=payer)
    return deployer.deploy(solidity["PanelArbiter"], escrow, *panelists)


@pytest.fixture
def deal(chain, panel, payer, merchant, dollar):
    """Ten dollars from the payer to the merchant, with the panel as arbiter; keywords change the terms."""

    def build(**changes):
        terms = {
            "depositor": payer.address,
            "beneficiary": merchant.address,
            "arbiter": panel.address,
            "token": dollar.address,
            "amount": HELD,
            "max_fee_bps": 100,
            "delivery_until": chain.pending_timestamp + 7 * DAY,
            "inspection_period": 2 * DAY,
            "claim_hash": b"\0" * 32,
            "arbiter_fee_bps": 0,
            "dispute_period": 5 * DAY,
            "on_timeout_bps": 2_500,
            "salt": b"\1" * 32,
        }
        return terms | {name: getattr(value, "address", value) for name, value in changes.items()}

    return build


@pytest.fixture
def disputed(panel, panelists, escrow, deal, payer, merchant):
    """A deal that the panel took, the payer funded, and the merchant disputes."""
    terms = deal()
    panel.accept(terms, sender=panelists[0])
    escrow.fund(terms, b"", sender=payer)
    escrow.dispute(terms, sender=merchant)
    return terms


@pytest.mark.parametrize(
    "members, reason",
    [
        ((ZERO, 5, 6), "panel: panelist is zero"),
        ((5, ZERO, 6), "panel: panelist is zero"),
        ((5, 6, ZERO), "panel: panelist is zero"),
        ((5, 5, 6), "panel: panelist twice"),
        ((6, 5, 5), "panel: panelist twice"),
        ((5, 6, 5), "panel: panelist twice"),
    ],
)
def test_reverts_without_three_different_panelists(solidity, deployer, escrow, accounts, members, reason):
    people = [who if who == ZERO else accounts[who] for who in members]
    with ape.reverts(reason):
        deployer.deploy(solidity["PanelArbiter"], escrow, *people)


def test_reverts_for_anybody_but_a_panelist(panel, deal, disputed, payer, merchant, stranger):
    for caller in (payer, merchant, stranger):
        for verb, more in (("accept", ()), ("decline", ()), ("vote", (1,))):
            with ape.reverts("panel: not a panelist"):
                getattr(panel, verb)(disputed, *more, sender=caller)


@pytest.mark.parametrize(
    "changed, reason",
    [
        ({"dispute_period": 3 * DAY - 1}, "panel: too little time"),
        ({"arbiter_fee_bps": 1}, "panel: takes no fee"),
        ({"arbiter": "0x" + "11" * 20}, "escrow: not the arbiter"),
    ],
)
def test_reverts_for_a_deal_it_cannot_take(panel, panelists, deal, changed, reason):
    with ape.reverts(reason):
        panel.accept(deal(**changed), sender=panelists[0])


def test_deal_cannot_be_funded_before_the_panel_accepts(panel, panelists, escrow, deal, payer):
    terms = deal()
    with ape.reverts("escrow: arbiter has not accepted"):
        escrow.fund(terms, b"", sender=payer)
    panel.accept(terms, sender=panelists[0])
    panel.decline(terms, sender=panelists[1])
    with ape.reverts("escrow: arbiter declined"):
        escrow.fund(terms, b"", sender=payer)


def test_reverts_for_a_vote_where_nothing_is_disputed(panel, panelists, escrow, deal, payer):
    terms = deal()
    panel.accept(terms, sender=panelists[0])
    with ape.reverts("panel: not disputed"):
        panel.vote(terms, 0, sender=panelists[0])
    escrow.fund(terms, b"", sender=payer)
    with ape.reverts("panel: not disputed"):
        panel.vote(terms, 0, sender=panelists[0])


def test_reverts_for_a_vote_on_anothers_deal(panel, panelists, escrow, deal, payer, merchant, stranger):
    terms = deal(arbiter=stranger)
    escrow.accept_arbitration(terms, sender=stranger)
    escrow.fund(terms, b"", sender=payer)
    escrow.dispute(terms, sender=merchant)
    with ape.reverts("panel: another arbiter"):
        panel.vote(terms, 0, sender=panelists[0])


def test_reverts_for_more_than_is_held(panel, panelists, disputed):
    with ape.reverts("panel: more than is held"):
        panel.vote(disputed, HELD + 1, sender=panelists[0])


def test_reverts_for_a_vote_when_the_time_is_over(panel, panelists, escrow, disputed, at):
    panel.vote(disputed, HELD, sender=panelists[0])
    at(escrow.deal(escrow.deal_id(disputed)).since + disputed["dispute_period"])
    with ape.reverts("escrow: time to rule is over"):
        panel.vote(disputed, HELD, sender=panelists[1])


def test_one_vote_or_three_different_ones_decide_nothing(panel, panelists, escrow, disputed, only_event):
    deal_id = escrow.deal_id(disputed)
    for amount, panelist in enumerate(panelists):
        told = only_event(panel.vote(disputed, amount, sender=panelist), panel.Voted)
        assert told == {"deal_id": deal_id, "panelist": panelist, "to_beneficiary": amount}
    panel.vote(disputed, 2, sender=panelists[2])  # again: still one panelist's vote
    assert escrow.deal(deal_id).status == DISPUTED


@pytest.mark.parametrize("voters", [(0, 1), (1, 2), (2, 0)])
@pytest.mark.parametrize("amount", [0, 7 * DOLLAR, HELD])
def test_two_who_agree_decide(panel, panelists, escrow, disputed, dollar, payer, merchant, only_event, voters, amount):
    before = dollar.balanceOf(payer), dollar.balanceOf(merchant)
    panel.vote(disputed, amount, sender=panelists[voters[0]])
    receipt = panel.vote(disputed, amount, sender=panelists[voters[1]])
    told = only_event(receipt, escrow.DealResolved)
    assert (told["how"], told["to_beneficiary"], told["arbiter_fee"]) == (RULED, amount, 0)
    fee = amount * FEE_BPS // 10_000
    moved = dollar.balanceOf(payer) - before[0], dollar.balanceOf(merchant) - before[1]
    assert moved == (HELD - amount, amount - fee)
    assert escrow.deal(escrow.deal_id(disputed)).status == CLOSED


def test_a_vote_can_be_changed(panel, panelists, escrow, disputed):
    panel.vote(disputed, 1, sender=panelists[0])
    panel.vote(disputed, 2, sender=panelists[0])
    panel.vote(disputed, 1, sender=panelists[1])
    assert escrow.deal(escrow.deal_id(disputed)).status == DISPUTED
    panel.vote(disputed, 2, sender=panelists[2])
    assert escrow.deal(escrow.deal_id(disputed)).status == CLOSED


def test_reverts_for_a_vote_after_the_decision(panel, panelists, disputed):
    for panelist in panelists[:2]:
        panel.vote(disputed, 5, sender=panelist)
    with ape.reverts("panel: not disputed"):
        panel.vote(disputed, 5, sender=panelists[2])


def test_silence_ends_as_the_terms_say(panel, panelists, escrow, disputed, dollar, payer, stranger, at, only_event):
    panel.vote(disputed, HELD, sender=panelists[0])
    over = escrow.deal(escrow.deal_id(disputed)).since + disputed["dispute_period"]
    before = dollar.balanceOf(payer)
    at(over - 1)
    with ape.reverts("escrow: dispute not over"):
        escrow.resolve_by_timeout(disputed, sender=stranger)
    at(over)
    told = only_event(escrow.resolve_by_timeout(disputed, sender=stranger), escrow.DealResolved)
    assert (told["how"], told["to_beneficiary"]) == (TIMED_OUT, HELD // 4)
    assert dollar.balanceOf(payer) == before + HELD - HELD // 4
