"""Documents that people drop into a review's inbox."""
