"""The service desk: settings, routes, workers and what every app stands on."""
