"""The parts of a project in prose: work packages, workstreams, stages, phases and tasks."""
