"""Notices to merchants: told once, signed, and delivered until the merchant has them."""
