"""A year of subscriptions on a local chain, beside a plain ledger that says what must come of it."""
