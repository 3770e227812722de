"""Reading of running text: sentences, quantities, arms, outcomes, and the grammar that ties them together."""
