"""The file of a service application or a filed matter: steps, materials, approval."""
