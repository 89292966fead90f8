"""Open311 GeoReport v2 as one more door: existing clients of that standard work unchanged, under the rules of the desk."""
