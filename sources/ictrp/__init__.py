"""WHO International Clinical Trials Registry Platform: exports in XML, CSV and Excel."""
