"""Trust: who approves what is promised, which bytes a build has, and how a stranger checks both offline."""
