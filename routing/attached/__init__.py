"""Files that people send with a request: what they are by their content, made harmless, kept apart."""
