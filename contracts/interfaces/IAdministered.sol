// SPDX-License-Identifier: MIT
pragma solidity >=0.8.20 <0.9.0;

/// @title Administered
/// @notice One admin with narrow rights, and what it decides for everybody: a capped fee, its receiver, and whether new
///         money may come in.
interface IAdministered {
    event AdminTransferStarted(address indexed admin, address indexed pending_admin);
    event AdminTransferred(address indexed previous_admin, address indexed admin);
    event FeeChanged(uint256 fee_bps);
    event FeeReceiverChanged(address fee_receiver);
    event PausedChanged(bool paused);

    /// @notice Offer the admin's rights to another address, which must accept them; zero withdraws the offer.
    function transfer_admin(address next) external;

    /// @notice Take over the rights that were offered to the caller.
    function accept_admin() external;

    /// @notice Change the fee of what comes from now on, in basis points, at most the cap.
    function set_fee(uint256 fee_bps) external;

    /// @notice Change who receives fees from now on.
    function set_fee_receiver(address fee_receiver) external;

    /// @notice Stop new money, or allow it again; what is inside can always leave.
    function set_paused(bool paused) external;

    function admin() external view returns (address);

    function pending_admin() external view returns (address);

    /// @return fee_bps Of what comes now
    /// @return fee_cap_bps Fixed for ever
    /// @return fee_receiver Where fees arrive
    /// @return paused Whether new money is stopped
    function fee_terms()
        external
        view
        returns (uint256 fee_bps, uint256 fee_cap_bps, address fee_receiver, bool paused);

    /// @return The oracle that is asked about whoever brings new money, fixed at deployment; zero if none
    function sanctions_list() external view returns (address);
}
