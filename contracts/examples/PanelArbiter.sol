// SPDX-License-Identifier: MIT
pragma solidity >=0.8.20 <0.9.0;

import {IEscrow} from "../interfaces/IEscrow.sol";

/// @title Panel arbiter
/// @notice An example of an arbiter that is a contract: three panelists, two of whom decide by naming the same amount.
///         It takes no fee, and it cannot trap money: if no two agree in time, the deal's own terms decide.
contract PanelArbiter {
    uint256 private constant DISPUTED = 5;
    /// @notice Seconds that a panel wants for a dispute.
    uint256 public constant SHORTEST_DISPUTE = 3 days;

    IEscrow public immutable ESCROW;
    address public immutable FIRST;
    address public immutable SECOND;
    address public immutable THIRD;

    struct Vote {
        bool cast;
        uint256 to_beneficiary;
    }

    mapping(bytes32 => mapping(address => Vote)) public votes;

    event Voted(bytes32 indexed deal_id, address indexed panelist, uint256 to_beneficiary);

    modifier onlyPanelist() {
        require(msg.sender == FIRST || msg.sender == SECOND || msg.sender == THIRD, "panel: not a panelist");
        _;
    }

    constructor(IEscrow escrow, address first, address second, address third) {
        require(first != address(0) && second != address(0) && third != address(0), "panel: panelist is zero");
        require(first != second && second != third && third != first, "panel: panelist twice");
        ESCROW = escrow;
        FIRST = first;
        SECOND = second;
        THIRD = third;
    }

    /// @notice Take the arbiter's part in a deal before it is funded; any panelist may.
    /// @param deal Terms that name this contract as arbiter, leave time to think, and no fee
    function accept(IEscrow.Deal calldata deal) external onlyPanelist {
        require(deal.dispute_period >= SHORTEST_DISPUTE, "panel: too little time");
        require(deal.arbiter_fee_bps == 0, "panel: takes no fee");
        ESCROW.accept_arbitration(deal);
    }

    /// @notice Refuse a deal, or take an acceptance back, before it is funded; any panelist may.
    function decline(IEscrow.Deal calldata deal) external onlyPanelist {
        ESCROW.decline_arbitration(deal);
    }

    /// @notice Say what the beneficiary should get of what is held; a later vote replaces an earlier one. The second
    ///         panelist who names an amount resolves the dispute with it.
    function vote(IEscrow.Deal calldata deal, uint256 to_beneficiary) external onlyPanelist {
        bytes32 id = ESCROW.deal_id(deal);
        IEscrow.DealState memory state = ESCROW.deal(id);
        require(deal.arbiter == address(this), "panel: another arbiter");
        require(state.status == DISPUTED, "panel: not disputed");
        require(to_beneficiary <= state.held, "panel: more than is held");

        votes[id][msg.sender] = Vote(true, to_beneficiary);
        emit Voted(id, msg.sender, to_beneficiary);

        if (_agree(id, to_beneficiary) >= 2) ESCROW.resolve(deal, to_beneficiary, 0);
    }

    function _agree(bytes32 id, uint256 to_beneficiary) private view returns (uint256 count) {
        address[3] memory panel = [FIRST, SECOND, THIRD];
        for (uint256 i = 0; i < 3; i++) {
            Vote memory cast = votes[id][panel[i]];
            if (cast.cast && cast.to_beneficiary == to_beneficiary) count++;
        }
    }
}
