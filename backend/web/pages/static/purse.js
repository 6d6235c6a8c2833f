// One connected account and what it takes to pay this invoice: reads and transactions through the wallet itself,
// so that the page needs no node of its own.

const BALANCE_OF = "0x70a08231"; // balanceOf(address)
const wordOf = (address) => address.slice(2).toLowerCase().padStart(64, "0");

export class Purse {
  constructor(wallet, account, terms) {
    this.wallet = wallet;
    this.account = account;
    this.terms = terms;
    this.calls = terms.calls; // none in escrow, where they depend on the account
    this.chain = null;
    this.balance = this.coins = this.allowed = null;
  }

  request(method, ...params) {
    return this.wallet.provider.request({ method, params });
  }

  call(purpose) {
    return this.calls.find((call) => call.purpose === purpose);
  }

  // All or nothing: between two answers of the wallet the page must not judge by half of them.
  async look() {
    const { token, allowance } = this.terms;
    const chain = Number(await this.request("eth_chainId"));
    if (chain !== this.terms.chain_id) return Object.assign(this, { chain });
    const coins = await this.number("eth_getBalance", this.account, "latest");
    const balance = token.native ? coins : await this.read(token.address, BALANCE_OF + wordOf(this.account));
    const allowed = allowance && (await this.read(allowance.to, allowance.data.replace("{owner}", wordOf(this.account))));
    return Object.assign(this, { chain, coins, balance, allowed });
  }

  async number(method, ...params) {
    const answer = await this.request(method, ...params);
    return !answer || answer === "0x" ? 0n : BigInt(answer);
  }

  read(to, data) {
    return this.number("eth_call", { to, data }, "latest");
  }

  // Whether the account was looked at on the right chain.
  get looked() {
    return this.balance !== null && this.chain === this.terms.chain_id;
  }

  get missing() {
    const short = BigInt(this.terms.amount) - this.balance;
    return short > 0n ? short : 0n;
  }

  get allowedEnough() {
    return this.terms.token.native || this.allowed >= BigInt(this.terms.amount);
  }

  switchChain() {
    return this.request("wallet_switchEthereumChain", { chainId: this.chainHex });
  }

  // Why the network would refuse the call now; null when it would take it.
  async refusal(call) {
    try {
      await this.request("eth_call", this.transaction(call), "latest");
      return null;
    } catch (error) {
      return error;
    }
  }

  // Some tokens (USDT) refuse to change an allowance that is not zero to another one that is not zero.
  async approvals() {
    const approve = this.call("approve");
    const spender = approve.data.slice(0, 10 + 64);
    const reset = { ...approve, data: spender + "0".repeat(64) };
    return this.allowed > 0n && (await this.refusal(approve)) ? [reset, approve] : [approve];
  }

  transaction({ to, data, value }) {
    return { from: this.account, to, data, value: `0x${BigInt(value).toString(16)}` };
  }

  async onItsChain() {
    return Number(await this.request("eth_chainId")) === this.terms.chain_id;
  }

  // Sent to the same address of another chain, coins would be lost: hence asked again at the last moment, and said
  // in the transaction for wallets that compare.
  async send(call) {
    if (!(await this.onItsChain())) throw Object.assign(new Error("another network"), { code: 4901 });
    return this.request("eth_sendTransaction", { ...this.transaction(call), chainId: this.chainHex });
  }

  get chainHex() {
    return `0x${this.terms.chain_id.toString(16)}`;
  }

  async nonceOf(hash) {
    const sent = await this.request("eth_getTransactionByHash", hash);
    return sent ? Number(sent.nonce) : null;
  }

  // "taken", "refused", "replaced" by another transaction with the same nonce, or null while nobody can tell.
  async fate(hash, nonce, sender = this.account) {
    // On another chain the same account has other nonces and no such transaction: that proves nothing.
    if (!(await this.onItsChain())) return null;
    const used = nonce === null ? null : await this.number("eth_getTransactionCount", sender, "latest");
    const receipt = await this.request("eth_getTransactionReceipt", hash);
    if (receipt) return Number(receipt.status) === 1 ? "taken" : "refused";
    return used !== null && used > BigInt(nonce) ? "replaced" : null;
  }
}
