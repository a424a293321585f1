"""Programs for this project's pages: the site, its drawings and README's pictures."""
