"""A folder per service: fetch (network) and read (payload to report); the inbox; archives of replies."""
