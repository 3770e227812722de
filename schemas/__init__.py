"""What valid data looks like: models, data dictionary, protocol, checks. Imports nothing of ours."""
