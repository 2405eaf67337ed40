"""This service's endpoint beside its peers, on the same data in the same run: ``python -m benchmarks.endpoint``."""
