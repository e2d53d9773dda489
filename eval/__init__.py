"""Gold in, numbers out: the metrics, the run, the report and the comparison."""
