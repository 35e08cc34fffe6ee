"""Projects of other programs: a reader each, which gives the project's form (`qda.core.projects`)."""
