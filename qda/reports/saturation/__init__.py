"""Report how many new codes each source brought, and how far each category is developed."""
