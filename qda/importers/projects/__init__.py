"""Projects of other programs in: each reader makes a `ProjectForm` of a project. Never touches a study."""
