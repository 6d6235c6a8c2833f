"""What `scripts/gas.py` measures, a module per contract."""
