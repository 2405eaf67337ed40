"""The change log as feeds: DCAT-AP Feed (LDES) and Atom, in pages that are closed for good once they are full."""
