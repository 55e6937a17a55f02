"""Settings: `base` for every process, `test` for the test suite."""
