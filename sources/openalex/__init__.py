"""OpenAlex: works, whether they are retracted, and open copies of them."""
