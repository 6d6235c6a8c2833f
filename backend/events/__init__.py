"""One frozen dataclass per contract event, and the decoder that an ABI makes of them."""
