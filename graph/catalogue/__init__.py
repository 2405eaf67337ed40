"""The catalogue as DCAT (DCAT 3, 6.3): its datasets, its own description, and the pages that harvesters read."""
