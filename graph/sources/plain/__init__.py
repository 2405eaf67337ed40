"""Plain text saved from pages: records, posts, projects."""
