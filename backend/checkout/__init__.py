"""Invoices: their terms, their identity, the merchant's signature, and what a payer must send. Calls no node."""
