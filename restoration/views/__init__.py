"""The pages about outages: `listing`, `sheet`, `acting`, `telling`, `cases`, `managing`, `public`."""
