// SPDX-License-Identifier: MIT
pragma solidity >=0.8.20 <0.9.0;

/// @title MultiSigFactory
/// @notice Makes MultiSig wallets at addresses that commit to owners, thresholds and delay.
interface IMultiSigFactory {
    event WalletCreated(address indexed wallet, address indexed creator, uint256 number);

    /// @notice Make a wallet; anyone may, and for given terms it is the same wallet whoever does.
    /// @param owners 1 to 32, each once
    /// @param threshold Approvals that payments need, at least one
    /// @param call_threshold Approvals that calls, changes of the wallet and messages need, at least `threshold`
    /// @param delay Seconds that a change of the wallet waits, at most 30 days
    /// @param salt Tells wallets of the same terms apart
    function create_wallet(
        address[] calldata owners,
        uint256 threshold,
        uint256 call_threshold,
        uint256 delay,
        bytes32 salt
    ) external returns (address);

    /// @notice Where a wallet of these terms is, whether or not it was made.
    function wallet_address(
        address[] calldata owners,
        uint256 threshold,
        uint256 call_threshold,
        uint256 delay,
        bytes32 salt
    ) external view returns (address);

    /// @notice The code behind every wallet.
    function implementation() external view returns (address);

    /// @notice The running number of the last wallet that was made.
    function wallet_count() external view returns (uint256);

    /// @notice The version of this contract's behaviour.
    function version() external pure returns (string memory);
}
