"""Evidence that an auditor can verify without trusting us: one ZIP with everything, a manifest and a signature."""
