"""Answers of OAI-PMH: their records, and what they were asked for."""
