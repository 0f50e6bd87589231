"""The allocation: from the lines of a bill to the jobs that caused them."""
