"""The supervisor's board: what is asked of it, what is due first, the figures, the loads, the rows, and acts on many."""
