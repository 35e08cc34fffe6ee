"""Tables: a row a post, a row a person, a row a coding; CSV, TSV, JSON lines, XLSX, ODS."""
