"""Windows of a deal: what the Escrow would let whom do, second by second."""

from dataclasses import dataclass

import pytest

from backend.web.deal_windows import windows

END, INSPECTED, RULED = 1_000, 750, 790


@dataclass(frozen=True)
class Standing:
    status: str
    claim_hash: str | None = None
    arbiter: str | None = "0x" + "ab" * 20
    delivery_until: int | None = END
    inspection_until: int | None = None
    dispute_until: int | None = None


def open_at(deal: Standing, second: int) -> set[tuple[str, str]]:
    return {(window.verb, window.by) for window in windows(deal) if window.is_open(second)}


@pytest.mark.parametrize("status", ["declined", "closed"])
def test_nothing_is_open_on_a_deal_that_is_over(status):
    assert windows(Standing(status)) == []


def test_an_accepted_deal_can_be_declined_by_its_arbiter():
    assert open_at(Standing("accepted", delivery_until=None), 0) == {("decline_arbitration", "arbiter")}


ALWAYS = {("return_funds", "beneficiary"), ("settle", "both")}
BEFORE_DELIVERY = {("release", "depositor"), ("mark_delivered", "beneficiary"), ("dispute", "beneficiary")}


@pytest.mark.parametrize("second", [0, END - 1, END, END + 1])
def test_a_funded_deal_is_released_before_its_time_is_over_and_reclaimed_from_then_on(second):
    expected = BEFORE_DELIVERY if second < END else {("reclaim", "anyone")}

    assert open_at(Standing("funded"), second) == ALWAYS | expected


@pytest.mark.parametrize(("second", "expected"), [(END - 1, True), (END, False)])
def test_a_code_can_be_shown_as_long_as_a_release_can(second, expected):
    assert (("claim", "anyone") in open_at(Standing("funded", claim_hash="0x" + "5c" * 32), second)) is expected


def test_no_code_can_be_shown_where_the_terms_have_none():
    none = Standing("funded", claim_hash="0x" + "00" * 32)

    assert ("claim", "anyone") not in open_at(none, 0)


@pytest.mark.parametrize("second", [0, INSPECTED - 1, INSPECTED, END + 1])
def test_a_delivered_deal_is_disputed_during_its_inspection_and_released_by_anyone_after_it(second):
    during = second < INSPECTED
    expected = ("dispute", "depositor") if during else ("release_after_inspection", "anyone")

    assert open_at(Standing("delivered", inspection_until=INSPECTED), second) == ALWAYS | {
        ("release", "depositor"),
        expected,
    }


def test_a_code_can_be_shown_after_delivery_without_an_end():
    delivered = Standing("delivered", inspection_until=INSPECTED, claim_hash="0x" + "5c" * 32)

    assert ("claim", "anyone") in open_at(delivered, END + 10_000)


@pytest.mark.parametrize("second", [0, RULED - 1, RULED, RULED + 1])
def test_a_disputed_deal_is_ruled_on_in_time_and_by_the_terms_from_then_on(second):
    expected = ("resolve", "arbiter") if second < RULED else ("resolve_by_timeout", "anyone")

    assert open_at(Standing("disputed", dispute_until=RULED), second) == {("settle", "both"), expected}


def test_without_an_arbiter_nobody_rules():
    assert open_at(Standing("disputed", dispute_until=RULED, arbiter=None), 0) == {("settle", "both")}
