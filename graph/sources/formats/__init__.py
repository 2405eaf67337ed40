"""Bytes as servers send them, as text, XML and JSON: decoded, inflated, within limits."""
