// Where a wallet is put on the counter: connected, looked at, asked for one thing at a time. For the pages of
// subscribers; what there is to do is theirs to decide.

import { fill } from "./money.js";
import { Purse } from "./purse.js";
import { Troubles } from "./troubles.js";
import { View, say, show, shortened } from "./view.js";
import { codeOf, discover } from "./wallets.js";

const at = (id) => document.getElementById(id);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export const waitFor = (label) => ({ label, enabled: false });
export const offer = (label, run) => ({ label, enabled: true, run });

export class Counter {
  purse = null;
  doing = null; // label of what the customer or the network is waited for
  trouble = null;
  reconnected = false;

  // `page`: prepare(purse) before an account is looked at, action() the one thing to do next, rendered() after it;
  // hindrance() and words() where it has any.
  constructor(texts, terms, memory, page) {
    Object.assign(this, { texts, terms, memory, page });
    this.view = new View(texts, (wallet) => this.connect(wallet));
    this.troubles = new Troubles(texts);
    at("act").addEventListener("click", () => {
      const { enabled, run } = page.action();
      if (enabled) run();
    });
    at("change").addEventListener("click", () => {
      if (this.doing) return;
      [this.purse, this.trouble] = [null, null];
      memory.keep({ wallet: null });
      this.render();
    });
    discover((list) => { this.view.wallets(list); this.reconnect(list); });
    setTimeout(() => { if (!document.querySelector("#wallets li")) this.view.wallets([]); }, 700);
  }

  get words() {
    return { ...this.view.words(this.terms), coin: this.terms.native_symbol, ...this.page.words?.() };
  }

  get hindrance() {
    return this.troubles.before(this.purse, this.purse?.terms, this.words);
  }

  // What has to come first, whatever the page is about; null when nothing does.
  get first() {
    if (this.doing) return waitFor(this.doing);
    if (!this.purse) return waitFor(null);
    if (this.purse.chain === null) return waitFor(this.trouble ? null : "act_checking");
    if (this.purse.chain !== this.terms.chain_id) return offer("act_switch", () => this.switchChain());
    return null;
  }

  render() {
    show(at("choose"), !this.purse);
    show(at("account"), Boolean(this.purse));
    if (this.purse) say(at("account-address"), shortened(this.purse.account));
    this.view.button(this.page.action(), this.words);
    const trouble = this.trouble ?? this.page.hindrance?.() ?? null;
    say(at("trouble"), trouble ?? "");
    show(at("trouble"), Boolean(trouble));
    this.page.rendered();
  }

  // Runs one thing at a time, and says on the page whatever goes wrong in it.
  async during(label, run) {
    if (this.doing) return;
    [this.doing, this.trouble] = [label, null];
    this.render();
    try {
      await run();
    } catch (error) {
      this.trouble = this.troubles.of(error, this.words);
    }
    this.doing = null;
    this.render();
  }

  waiting(label) {
    this.doing = label;
    this.render();
  }

  connect(wallet) {
    return this.during("act_connecting", async () => {
      const [account] = await wallet.provider.request({ method: "eth_requestAccounts", params: [] });
      await this.use(wallet, account);
      at("act").focus();
    });
  }

  async use(wallet, account) {
    if (!account) {
      this.trouble = this.texts.trouble.no_account;
      return;
    }
    this.purse = new Purse(wallet, account, this.terms);
    this.memory.keep({ wallet: wallet.rdns });
    if (!wallet.watched) {
      wallet.watched = true;
      wallet.provider.on?.("accountsChanged", ([next]) => this.changed(wallet, next));
      wallet.provider.on?.("chainChanged", () => this.purse?.wallet === wallet && this.look());
    }
    await this.lookAt(this.purse);
  }

  changed(wallet, account) {
    if (this.purse?.wallet !== wallet) return;
    this.purse = account ? new Purse(wallet, account, this.terms) : null;
    this.trouble = null;
    this.look();
  }

  async lookAt(purse) {
    await this.page.prepare(purse);
    return purse.look();
  }

  async look() {
    const looked = this.purse;
    this.render();
    if (looked) await this.lookAt(looked).catch((error) => { this.trouble = this.troubles.of(error, this.words); });
    this.render();
  }

  async reconnect(list) {
    const wallet = list.find((one) => one.rdns === this.memory.wallet);
    if (!wallet || this.reconnected || this.purse) return;
    this.reconnected = true;
    const [account] = await wallet.provider.request({ method: "eth_accounts", params: [] }).catch(() => []);
    if (account && !this.purse) await this.use(wallet, account).catch((error) => { this.trouble = this.troubles.of(error, this.words); });
    this.render();
  }

  switchChain() {
    return this.during("act_confirm_in_wallet", async () => {
      try {
        await this.purse.switchChain();
      } catch (error) {
        if (codeOf(error) !== 4200 && codeOf(error) !== -32601) throw error;
        this.trouble = fill(this.texts.trouble.switch_unsupported, this.words);
      }
      await this.purse.look();
    });
  }

  async wouldFail(call) {
    const refusal = await this.purse.refusal(call);
    if (refusal) this.trouble = this.troubles.refused(refusal);
    return refusal;
  }

  // Inside `during`: one transaction and its fate, "taken" or else.
  async sealed(call, pending) {
    this.waiting("act_confirm_in_wallet");
    const hash = await this.purse.send(call);
    this.waiting(pending);
    const nonce = await this.purse.nonceOf(hash).catch(() => null);
    for (;;) {
      const fate = await this.purse.fate(hash, nonce).catch(() => null);
      if (fate) return fate;
      await pause(700);
    }
  }

  async approve() {
    for (const approval of await this.purse.approvals()) {
      if ((await this.sealed(approval, "act_allow_pending")) === "refused") this.trouble = this.texts.trouble.allow_failed;
    }
    await this.purse.look();
  }
}
