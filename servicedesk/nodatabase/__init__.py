"""The database engine in force when none was told and none runs."""
