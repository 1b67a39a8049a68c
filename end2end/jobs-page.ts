// The page as a reader sees it: every locator of the end-to-end tests, and no expectation.
import type { Page } from '@playwright/test';

export class JobsPage {
  constructor(readonly page: Page) {}

  /** `query` is the part of the address after the question mark. */
  async goto(query = ''): Promise<void> {
    await this.page.goto(query ? `/?${query}` : '/');
  }
}
