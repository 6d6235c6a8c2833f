"""SQLModel rows. `mirrored` can be deleted and followed again from the chain; `merchants_own` and `outbox` cannot."""
