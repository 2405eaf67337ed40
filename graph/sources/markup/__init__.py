"""What an HTML page says of itself: JSON-LD, microdata, RDFa, the head, the main text."""
