"""What was measured: each module prints a table, as ratios to a named peer or limit in the same run."""
