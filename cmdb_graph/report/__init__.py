"""The estate on paper: what it hangs on, how it hangs together and what is wrong in its data, as one HTML file or as JSON."""
