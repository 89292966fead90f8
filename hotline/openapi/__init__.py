"""The description of the API, made from the code: OpenAPI 3.1, the page that engineers read, Postman's collection."""
