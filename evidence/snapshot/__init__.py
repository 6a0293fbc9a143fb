"""The snapshot of a release: what was promised for exactly this tag, its artefacts, and the evidence about them."""
