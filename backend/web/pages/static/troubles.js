// What stands in the way, or went wrong, in words that say what to do.

import { fill, money } from "./money.js";
import { shortened } from "./view.js";
import { codeOf, messageOf } from "./wallets.js";

export class Troubles {
  constructor(texts) {
    this.texts = texts;
  }

  // What about this account stands in the way of paying; null when nothing does.
  before(purse, terms, words) {
    if (!purse?.looked) return null;
    const { other_payer, balance, gas } = this.texts.trouble;
    if (terms.payer && terms.payer.toLowerCase() !== purse.account.toLowerCase()) {
      return fill(other_payer, { payer: shortened(terms.payer) });
    }
    if (purse.missing) {
      return fill(balance, { have: money(purse.balance, terms.token), missing: money(purse.missing, terms.token) });
    }
    return purse.coins === 0n ? fill(gas, words) : null;
  }

  // What an error of a wallet, or of ours, means.
  of(error, words) {
    const { rejected, busy, network_unknown, wallet } = this.texts.trouble;
    if (error?.said) return error.said;
    if (codeOf(error) === 4001) return rejected;
    if (codeOf(error) === -32002) return busy;
    if (codeOf(error) === 4902) return fill(network_unknown, words);
    return fill(wallet, { reason: messageOf(error) });
  }

  // Why a contract would refuse a call that was tried out.
  refused(error) {
    const message = messageOf(error);
    const known = Object.keys(this.texts.reason).find((reason) => message.includes(reason));
    return fill(this.texts.trouble.would_fail, { reason: known ? this.texts.reason[known] : message });
  }
}
