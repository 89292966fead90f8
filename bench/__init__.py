"""Benchmarks and the chaos deck: run by hand, by `make bench` and by `make faults`; never a timed test."""
