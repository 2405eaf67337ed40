"""Will it harvest? How strangers' harvesters behave towards this catalogue, replayed by their own documented rules."""
