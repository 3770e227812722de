"""Chinese Clinical Trial Registry (ChiCTR): XML documents, trial pages and search pages saved from its site."""
