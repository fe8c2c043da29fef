"""Views of progress: what players call, a person's own pages, statements."""
