// What this tab knows of a payment it asked a wallet for. A reload must not forget it, or it would ask again.
//   asked: the wallet was asked and has not answered   sent: the wallet gave a transaction hash

export class Memory {
  constructor(sessionId) {
    this.key = `counterfoil.${sessionId}`;
    this.kept = {};
    try {
      this.kept = JSON.parse(sessionStorage.getItem(this.key)) ?? {};
    } catch {
      // Storage may be closed to us; then a reload does forget, and the contract still takes a payment once only.
    }
  }

  get stage() { return this.kept.stage ?? null; }
  get hash() { return this.kept.hash ?? null; }
  get nonce() { return this.kept.nonce ?? null; }
  get account() { return this.kept.account ?? null; }
  get wallet() { return this.kept.wallet ?? null; }

  keep(more) {
    this.kept = { ...this.kept, ...more };
    try {
      sessionStorage.setItem(this.key, JSON.stringify(this.kept));
    } catch {
      // As above.
    }
  }

  forgetPayment() {
    this.keep({ stage: null, hash: null, nonce: null, account: null });
  }
}
