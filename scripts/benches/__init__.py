"""Parts of the benches: each runs as a process of its own."""
