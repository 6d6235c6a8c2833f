"""The story of `make demo`: a local chain, a merchant's shop, a customer, and the steps between them."""
