"""What changes: one function per intent, one transaction each: check, write, log, announce."""
