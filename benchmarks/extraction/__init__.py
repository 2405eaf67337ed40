"""How well the rules read prose, on texts that people marked: ``python -m benchmarks.extraction GOLD.json``."""
