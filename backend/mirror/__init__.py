"""The only loop: measures the gap to the chain, loads it, applies it and moves, all of it or nothing."""

from backend.mirror.follow import Mirror, Progress, watched
from backend.mirror.forgetting import forget_chain
from backend.mirror.terms import Terms

__all__ = ["Mirror", "Progress", "Terms", "forget_chain", "watched"]
