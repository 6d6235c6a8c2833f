"""A wallet in its owners' hands: proposals, the approvals that they need, and the verbs that take both."""

from eth_tester.exceptions import TransactionFailed
from wallet_words import FOREVER, NO_MEMO, by_key, digest, packed, struct, words
from web3.exceptions import ContractLogicError

VERBS = {"Payments": "payments", "Calls": "calls", "ConfigurationChange": "configuration"}
# Several wallets may burn their bounded share of it.
ENOUGH_GAS = 4_000_000


class Hand:
    """What to sign is computed from the terms, not asked of the contract."""

    def __init__(self, wallet, relayer, chain_id):
        self.wallet, self.relayer = wallet, relayer
        self.domain = {
            "name": "Counterfoil MultiSig",
            "version": "1",
            "chainId": chain_id,
            "verifyingContract": wallet.address,
        }

    def slot(self, lane=0, nonce=None, not_before=0, deadline=FOREVER, kind="Payments"):
        """The next of its lane, open for ever; keywords change it. Changes of the wallet are counted apart."""
        following = self.wallet.next_change if kind == "ConfigurationChange" else self.wallet.next_nonce
        return struct("Slot", lane, following(lane) if nonce is None else nonce, not_before, deadline)

    def becomes(self, add=(), remove=(), limits=(), **changes):
        """A configuration that leaves everything as it is, but for the keywords."""
        terms = self.wallet.wallet_terms()
        now = {name: changes.pop(name, getattr(terms, name)) for name in ("threshold", "call_threshold", "delay")}
        assert not changes
        lists = [[person.address for person in people] for people in (add, remove)]
        return struct("Configuration", *lists, *now.values(), list(limits))

    def digest(self, kind, message, **domain):
        return digest(self.domain | domain, kind, message)

    def message(self, kind, content, slot, epoch=None):
        """The whole of a proposal as it is signed."""
        epoch = self.wallet.wallet_terms().epoch if epoch is None else epoch
        return struct(kind, content, slot, epoch)

    def hash(self, kind, content, slot, epoch=None):
        return self.digest(kind, self.message(kind, content, slot, epoch))

    def approvals(self, kind, content, slot, owners):
        """Of these owners, by their keys."""
        proposal = self.hash(kind, content, slot)
        return packed(*(by_key(owner, proposal) for owner in owners))

    def execute(self, kind, content, owners, slot=None, sender=None, approvals=None):
        """Execute a proposal with these owners' signatures, or with approvals given as they are."""
        slot = slot or self.slot(kind=kind)
        approvals = self.approvals(kind, content, slot, owners) if approvals is None else approvals
        verb = getattr(self.wallet, f"execute_{VERBS[kind]}")
        return verb(words(content), words(slot), approvals, sender=sender or self.relayer, gas_limit=ENOUGH_GAS)

    def pay(self, payments, owners, **how):
        return self.execute("Payments", payments, owners, **how)

    def call(self, calls, owners, **how):
        return self.execute("Calls", calls, owners, **how)

    def configure(self, configuration, owners, **how):
        return self.execute("ConfigurationChange", configuration, owners, **how)

    def propose(self, kind, content, slot, owner):
        return getattr(self.wallet, f"propose_{VERBS[kind]}")(words(content), words(slot), sender=owner)

    def refuses(self, kind, content, slot, approvals, reason, sender=None):
        """Whether a proposal is refused for this reason, asked of the node without a transaction: Ape would have each
        revert traced, and a trace of an owner that burns gas below these wide frames fills gigabytes.
        """
        verb = getattr(self.wallet, f"execute_{VERBS[kind]}")
        return self.refuses_call(verb, [words(content), words(slot), approvals], reason, sender)

    def refuses_call(self, verb, arguments, reason, sender=None):
        """The same of any verb."""
        return self.refuses_data(bytes(verb.encode_input(*arguments)), reason, sender)

    def refuses_data(self, data, reason=None, sender=None):
        """The same of a call written out; no reason stands for any, or none."""
        try:
            self.ask(data, sender)
        except (ContractLogicError, TransactionFailed) as refusal:
            return str(refusal.args[0]).endswith(f": {reason}") if reason else True
        return False

    def ask(self, data, sender=None):
        """What the wallet answers to a call written out."""
        asked = {"from": (sender or self.relayer).address, "to": self.wallet.address, "data": data, "gas": ENOUGH_GAS}
        return bytes(self.wallet.provider.web3.eth.call(asked))


def payment(token, to, amount, memo=NO_MEMO):
    return struct("Payment", token, to, amount, memo)


def call(method, *arguments, value=0):
    """A call of a contract's verb."""
    return struct("Call", method.contract, value, bytes(method.encode_input(*arguments)))


def limit(spender, token, amount, window):
    return struct("Limit", spender, token, amount, window)
