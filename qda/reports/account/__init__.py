"""The account that a study gives of itself: the audit trail, and reporting checklists."""
