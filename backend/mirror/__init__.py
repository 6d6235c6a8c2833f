"""The only loop: measures the gap to the chain, loads it, applies it and moves, all of it or nothing."""
