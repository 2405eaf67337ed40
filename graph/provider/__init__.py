"""What is handed out by OAI-PMH 2.0: the protocol's verbs over the change log, and datasets in four formats."""
