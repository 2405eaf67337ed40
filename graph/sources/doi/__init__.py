"""What the registries of DOIs say of a DOI."""
