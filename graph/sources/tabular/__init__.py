"""Tables: rows, and the mapping that makes studies of them."""
