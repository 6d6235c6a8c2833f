"""The HTTP API: routes, public shapes and pages. Reads tables; writes only what belongs to merchants."""
