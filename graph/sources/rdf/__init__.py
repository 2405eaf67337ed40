"""RDF in any syntax, and DCAT's datasets in it."""
