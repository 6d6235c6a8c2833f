"""SQLModel rows. `mirrored`, `subscriptions` and `wallets` can be deleted and followed again from the chain;
`merchants_own` and `outbox` cannot."""
