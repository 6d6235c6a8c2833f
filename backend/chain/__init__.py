"""The only caller of nodes, and the reader of deployment records. Interprets nothing it reads."""
