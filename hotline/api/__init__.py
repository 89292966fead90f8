"""The resources of API v1: one serializer in, one out, the same actions as behind the pages."""
