"""Categories and their evidence, the paradigm, the core, and the method's ledgers."""
