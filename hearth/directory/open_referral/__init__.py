"""How the directory is said in Open Referral UK 3.0 (HSDS-UK)."""
