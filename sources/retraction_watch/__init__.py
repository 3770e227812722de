"""The Retraction Watch file."""
