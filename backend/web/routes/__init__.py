"""The routes of /v1 and the ones anybody may read."""
