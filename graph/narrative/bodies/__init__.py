"""The organisations in prose, their part in the project, and its money."""
