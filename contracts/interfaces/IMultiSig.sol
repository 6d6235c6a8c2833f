// SPDX-License-Identifier: MIT
pragma solidity >=0.8.20 <0.9.0;

import {IRelayed} from "./IRelayed.sol";

/// @title MultiSig
/// @notice A wallet of up to 32 owners. So many of them send money or call contracts together; each change of the wallet
///         itself waits, and any one of them can stop it; named spenders send little sums alone.
/// @dev Names are the contract's own; one that a function has too ends with `_` as a parameter. A test compares this
///      interface with the contract, both ways. Tokens of ERC-721 and ERC-1155 are taken in by the fallback.
interface IMultiSig is IRelayed {
    /// @param token An ERC-20 token, or the native coin by its ERC-7528 address
    struct Payment {
        address token;
        address to;
        uint256 amount;
        bytes32 memo;
    }

    struct Call {
        address to;
        uint256 value;
        bytes data;
    }

    /// @notice What a spender may send alone of a token in each window of so many seconds; amount zero: nothing.
    struct Limit {
        address spender;
        address token;
        uint256 amount;
        uint256 window;
    }

    /// @param not_before Executed from this time on
    /// @param deadline Executed strictly before this time
    struct Slot {
        uint256 lane;
        uint256 nonce;
        uint256 not_before;
        uint256 deadline;
    }

    /// @notice What the wallet becomes.
    struct Configuration {
        address[] add;
        address[] remove;
        uint256 threshold;
        uint256 call_threshold;
        uint256 delay;
        Limit[] limits;
    }

    /// @param epoch How often owners were removed: every approval is of one epoch
    struct WalletTerms {
        uint256 threshold;
        uint256 call_threshold;
        uint256 owner_count;
        uint256 delay;
        uint256 epoch;
    }

    /// @param spent In the window that runs now, until `window_end`
    /// @param number Running number of the last payment within this limit
    struct LimitState {
        uint256 amount;
        uint256 window;
        uint256 spent;
        uint256 window_end;
        uint256 number;
    }

    event WalletSetUp(address[] owners, uint256 threshold, uint256 call_threshold, uint256 delay);
    event PaymentsProposed(
        bytes32 indexed proposal, address indexed proposer, Payment[] payments, Slot slot, uint256 epoch
    );
    event CallsProposed(bytes32 indexed proposal, address indexed proposer, Call[] calls, Slot slot, uint256 epoch);
    event ConfigurationProposed(
        bytes32 indexed proposal, address indexed proposer, Configuration configuration, Slot slot, uint256 epoch
    );
    event Confirmed(bytes32 indexed proposal, address indexed owner);
    event ConfirmationRevoked(bytes32 indexed proposal, address indexed owner);
    event PaymentMade(
        bytes32 indexed proposal,
        address indexed token,
        address indexed to,
        uint256 lane,
        uint256 nonce,
        uint256 index,
        uint256 count,
        uint256 amount,
        bytes32 memo
    );
    event CallMade(
        bytes32 indexed proposal,
        address indexed to,
        uint256 lane,
        uint256 nonce,
        uint256 index,
        uint256 count,
        uint256 value,
        bytes data
    );
    event NonceSkipped(bytes32 indexed proposal, uint256 lane, uint256 nonce);
    event ConfigurationScheduled(bytes32 indexed proposal, uint256 lane, uint256 nonce, uint256 ready_at);
    event ConfigurationVetoed(bytes32 indexed proposal, address indexed owner);
    event ConfigurationChanged(
        bytes32 indexed proposal,
        uint256 lane,
        uint256 nonce,
        uint256 threshold,
        uint256 call_threshold,
        uint256 delay,
        uint256 epoch
    );
    event OwnerAdded(address indexed owner);
    event OwnerRemoved(address indexed owner);
    event OwnershipAccepted(address indexed owner);
    event LimitChanged(address indexed spender, address indexed token, uint256 amount, uint256 window);
    event LimitSpent(
        address indexed spender,
        address indexed token,
        address indexed to,
        uint256 number,
        uint256 amount,
        bytes32 memo,
        uint256 spent,
        uint256 window_end
    );
    event CoinsReceived(address indexed sender, uint256 amount);

    /// @notice Coins come in without data.
    fallback() external payable;

    /// @notice Make this a wallet, once; the factory does in the transaction that creates it.
    function set_up(address[] calldata owners_, uint256 threshold, uint256 call_threshold, uint256 delay) external;

    /// @notice Send what the threshold approved of, all or nothing. Without payments, only the nonce is used up.
    /// @param approvals Entries of 65 bytes, ascending by owner
    function execute_payments(Payment[] calldata payments, Slot calldata slot, bytes calldata approvals) external;

    /// @notice Make the calls that the call threshold approved of, all or nothing.
    function execute_calls(Call[] calldata calls, Slot calldata slot, bytes calldata approvals) external;

    /// @notice Schedule a change of the wallet; once the delay is over, the same again makes it.
    function execute_configuration(Configuration calldata configuration, Slot calldata slot, bytes calldata approvals)
        external;

    /// @notice Tell the other owners the terms; counts as the proposer's confirmation.
    function propose_payments(Payment[] calldata payments, Slot calldata slot) external;

    /// @notice Tell the other owners the terms; counts as the proposer's confirmation.
    function propose_calls(Call[] calldata calls, Slot calldata slot) external;

    /// @notice Tell the other owners the terms; counts as the proposer's confirmation.
    function propose_configuration(Configuration calldata configuration, Slot calldata slot) external;

    /// @notice Approve of a digest on-chain: a proposal's, or a message's.
    function confirm(bytes32 proposal) external;

    /// @notice Take the caller's approval of a digest back.
    function revoke_confirmation(bytes32 proposal) external;

    /// @notice Stop a scheduled change for good, as any one owner; but not one that removes that owner and nobody else.
    function veto(Configuration calldata configuration, Slot calldata slot) external;

    /// @notice Stop a scheduled change with an owner's signature of Veto.
    function veto_by_signature(
        Configuration calldata configuration,
        Slot calldata slot,
        address owner,
        uint256 deadline,
        bytes calldata signature
    ) external;

    /// @notice Be ready to become an owner.
    function accept_ownership() external;

    /// @notice Be ready to become an owner, with one's signature of AcceptOwnership.
    function accept_ownership_by_signature(address owner, uint256 deadline, bytes calldata signature) external;

    /// @notice Send of the wallet's money what the caller's limit in this token leaves.
    function spend(Payment calldata payment) external;

    /// @notice Send within a spender's limit, with its signature of Spend.
    /// @param number The next running number of this spender in this token
    function spend_by_signature(
        address spender,
        Payment calldata payment,
        uint256 number,
        uint256 deadline,
        bytes calldata signature
    ) external;

    /// @notice The digest that owners sign or confirm, as long as no owner is removed.
    function payments_hash(Payment[] calldata payments, Slot calldata slot) external view returns (bytes32);

    /// @notice The digest that owners sign or confirm, as long as no owner is removed.
    function calls_hash(Call[] calldata calls, Slot calldata slot) external view returns (bytes32);

    /// @notice The digest that owners sign or confirm, as long as no owner is removed.
    function configuration_hash(Configuration calldata configuration, Slot calldata slot)
        external
        view
        returns (bytes32);

    /// @notice What owners sign or confirm so that the wallet signs a digest of others.
    function message_hash(bytes32 digest) external view returns (bytes32);

    /// @notice Whether an account's approvals count now.
    function is_owner(address account) external view returns (bool);

    /// @notice All owners.
    function owners() external view returns (address[] memory);

    /// @notice Thresholds, number of owners, delay, epoch.
    function wallet_terms() external view returns (WalletTerms memory);

    /// @notice The nonce of the payments or calls that can be executed next in a lane.
    function next_nonce(uint256 lane) external view returns (uint256);

    /// @notice The nonce of the change of the wallet that can be executed next in a lane.
    function next_change(uint256 lane) external view returns (uint256);

    /// @notice Whether an owner's confirmation of a digest counts now.
    function is_confirmed(bytes32 proposal, address owner) external view returns (bool);

    /// @notice When a scheduled change may be executed: zero if it is not scheduled, 2**256 - 1 if it was vetoed.
    function ready_at(bytes32 proposal) external view returns (uint256);

    /// @notice A spender's limit in a token, and what is spent of it.
    function limit(address spender, address token) external view returns (LimitState memory);

    /// @notice Whether the call threshold signed, or confirmed, WalletMessage of a digest (ERC-1271).
    /// @return 0x1626ba7e if so, else 0xffffffff
    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4);

    /// @notice ERC-165.
    function supportsInterface(bytes4 interface_id) external pure returns (bool);

    /// @notice The version of this contract's behaviour.
    function version() external pure returns (string memory);
}
