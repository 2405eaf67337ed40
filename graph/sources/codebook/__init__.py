"""DDI Codebook: a study from its elements."""
