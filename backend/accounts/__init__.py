"""Merchants with us: their identifiers, API keys, and the keys that sign their invoices."""
