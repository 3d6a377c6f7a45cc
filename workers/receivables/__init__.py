"""The words of the field and their arithmetic: pure values, no I/O, no clock."""
