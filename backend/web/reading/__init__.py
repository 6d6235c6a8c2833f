"""Queries behind the routes. Each list is read by key, along an index, never by offset."""
