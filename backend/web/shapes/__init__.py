"""Public shapes: what the API takes and gives. Unknown fields are refused, money is text, times are RFC 3339."""
