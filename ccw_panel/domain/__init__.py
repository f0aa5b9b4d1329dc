"""What a contact centre is: frozen values and pure functions. Standard library only: no clock, database or widget."""
