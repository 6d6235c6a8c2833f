"""The mirror of the contracts: reads the chain, tells it in the words of payments, holds nobody's money."""
