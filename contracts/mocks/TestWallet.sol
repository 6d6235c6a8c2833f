// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Test wallet
/// @notice A contract as merchant, invoice signer, payer or receiver. It answers ERC-1271 in the way it is told, and
///         receives the native coin in the way it is told.
contract TestWallet {
    enum Answer {
        Approved,
        Everything,
        Nothing,
        Reverts,
        BurnsGas,
        Floods,
        Short,
        DirtyMagic
    }

    enum Receipt {
        Accepts,
        Reverts,
        BurnsGas,
        Floods,
        Calls
    }

    Answer public answer;
    Receipt public receipt;
    mapping(bytes32 => bool) public approved;
    address public callTarget;
    bytes public callData;
    bool public callSucceeded;
    uint256 public received;

    function setAnswer(Answer to) external {
        answer = to;
    }

    function setReceipt(Receipt to) external {
        receipt = to;
    }

    function setCall(address target, bytes calldata data) external {
        callTarget = target;
        callData = data;
    }

    /// @notice Approve one pair of hash and signature of any length.
    function approve(bytes32 hash, bytes calldata signature) external {
        approved[keccak256(abi.encode(hash, signature))] = true;
    }

    /// @notice Send anything to anybody, as this wallet.
    function execute(address target, uint256 value, bytes calldata data) external payable returns (bytes memory) {
        (bool success, bytes memory result) = target.call{value: value}(data);
        if (!success) {
            assembly ("memory-safe") {
                revert(add(result, 32), mload(result))
            }
        }
        return result;
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        if (answer == Answer.Everything) return 0x1626ba7e;
        if (answer == Answer.Nothing) return 0xffffffff;
        if (answer == Answer.Reverts) revert("wallet: no");
        while (answer == Answer.BurnsGas) {}
        if (answer == Answer.Floods) _flood();
        if (answer == Answer.Short) _answerWith(4, 0x1626ba7e00000000000000000000000000000000000000000000000000000000);
        if (answer == Answer.DirtyMagic) {
            _answerWith(32, 0x1626ba7e00000000000000000000000000000000000000000000000000000001);
        }
        return approved[keccak256(abi.encode(hash, signature))] ? bytes4(0x1626ba7e) : bytes4(0xffffffff);
    }

    receive() external payable {
        if (receipt == Receipt.Reverts) revert("wallet: no coin");
        while (receipt == Receipt.BurnsGas) {}
        if (receipt == Receipt.Floods) _flood();
        received += msg.value;
        if (receipt == Receipt.Calls) {
            (bool success,) = callTarget.call(callData);
            callSucceeded = success;
        }
    }

    function _answerWith(uint256 size, bytes32 word) private pure {
        assembly ("memory-safe") {
            mstore(0, word)
            return(0, size)
        }
    }

    function _flood() private pure {
        assembly ("memory-safe") {
            revert(0, 65536)
        }
    }
}
