"""The hub: a PostgreSQL database that keeps net changes of studies by uuid, so that a team works on one study."""
