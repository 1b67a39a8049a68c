// The page as a user sees it: every locator of the end-to-end tests, and no expectation.
import type { Locator, Page, Response } from '@playwright/test';

import type { Column } from './oracle';

/** The words by which the controls are found. */
const WORDS = {
  en: { jobs: 'Jobs', project: 'Project', refresh: 'Refresh', status: 'Status', sortBy: 'Sort by', outcome: 'Outcome' },
  zh: { jobs: '任务', project: '项目', refresh: '刷新', status: '状态', sortBy: '排序', outcome: '结果' },
} as const;

export class JobsPage {
  /** Where the page is, with a slash at the end. */
  base = './';

  readonly element: Locator;
  readonly heading: Locator;
  readonly table: Locator;
  /** The jobs on screen. Neither the header nor what stands in place of rows. */
  readonly rows: Locator;
  /** What stands in the table before the first answer. */
  readonly placeholders: Locator;

  /** The choice of a project, where there is one. */
  readonly project: Locator;

  readonly filters: Locator;
  readonly name: Locator;
  readonly id: Locator;
  readonly type: Locator;
  readonly status: Locator;
  readonly visible: Locator;
  readonly clear: Locator;

  /** What an open combobox offers; a select's own options are not in a list box. */
  readonly options: Locator;

  /** Looks through the list that is there. */
  readonly find: Locator;
  /** The buttons that narrow it to some outcomes. */
  readonly outcomes: Locator;
  /** How much of the list is shown, or has come. */
  readonly matches: Locator;
  readonly progress: Locator;
  /** Offers to put a list in order that was shown while it came. */
  readonly arrived: Locator;
  /** What stands in the table where nothing of the list is shown. */
  readonly nothing: Locator;

  readonly sortBy: Locator;
  readonly pages: Locator;
  readonly currentPage: Locator;
  readonly nextPage: Locator;
  readonly previousPage: Locator;
  readonly goToPage: Locator;
  readonly rowsPerPage: Locator;

  readonly zones: Locator;
  readonly refresh: Locator;
  readonly retry: Locator;
  readonly alert: Locator;
  readonly notice: Locator;

  /** Asks for the user's own token. */
  readonly token: Locator;
  readonly signIn: Locator;
  /** What belongs in the field for it, or what is wrong with it. */
  readonly tokenHint: Locator;

  readonly setup: Locator;
  readonly projectId: Locator;
  readonly showJobs: Locator;

  constructor(
    readonly page: Page,
    language: keyof typeof WORDS = 'en',
  ) {
    const words = WORDS[language];
    this.element = page.locator('devserver-jobs');
    // An open detail has a heading of the same level.
    this.heading = page.getByRole('heading', { level: 2 }).and(page.locator('#heading'));
    // A grid, once the second module is there.
    this.table = page.getByRole('table', { name: words.jobs }).or(page.getByRole('grid', { name: words.jobs }));
    this.rows = page.locator('tr[data-job-id]');
    this.placeholders = page.locator('tbody tr[aria-hidden="true"]');

    this.project = page.getByRole('combobox', { name: words.project });

    this.filters = page.getByRole('search');
    this.name = this.filters.getByRole('textbox', { name: 'Name' });
    this.id = this.filters.getByRole('textbox', { name: 'Job ID' });
    this.type = this.filters.getByRole('combobox', { name: 'Type' });
    this.status = this.filters.getByRole('combobox', { name: words.status });
    this.visible = this.filters.getByRole('combobox', { name: 'Visible' });
    this.clear = this.filters.getByRole('button', { name: 'Clear filters' });

    this.options = page.getByRole('listbox').getByRole('option');

    this.find = page.locator('#find');
    this.outcomes = page.getByRole('group', { name: words.outcome });
    this.matches = page.locator('.matches');
    this.progress = page.getByRole('progressbar');
    this.arrived = page.locator('.arrived');
    this.nothing = this.table.locator('.instead');

    this.sortBy = page.getByRole('combobox', { name: words.sortBy });
    this.pages = page.getByRole('navigation', { name: 'Pages' });
    this.currentPage = this.pages.locator('[aria-current="page"]');
    this.nextPage = this.pages.getByRole('button', { name: 'Next page' });
    this.previousPage = this.pages.getByRole('button', { name: 'Previous page' });
    this.goToPage = page.getByRole('textbox', { name: 'Go to page' });
    this.rowsPerPage = page.getByRole('combobox', { name: 'Rows per page' });

    this.zones = page.getByRole('group', { name: 'Time zone' });
    this.refresh = page.getByRole('button', { name: words.refresh });
    this.retry = page.getByRole('button', { name: 'Retry' });
    this.alert = page.getByRole('alert');
    // A notice has an action; the live regions, which have the same role, have none.
    this.notice = page.getByRole('status').filter({ has: page.getByRole('button') });

    this.token = page.getByLabel('Access token');
    this.signIn = page.getByRole('button', { name: 'Sign in' });
    this.tokenHint = page.locator('#token-hint');

    this.setup = page.getByRole('region', { name: 'Choose a project' });
    this.projectId = this.setup.getByRole('textbox', { name: 'Project ID' });
    this.showJobs = this.setup.getByRole('button', { name: 'Show jobs' });
  }

  /** `query` is the part of the address after the question mark. */
  async goto(query = ''): Promise<void> {
    await this.page.goto(query ? `${this.base}?${query}` : this.base);
  }

  /**
   * Serves the page with other settings on its element than the gateway writes there; `null` takes one away. The rest
   * of the answer, its security policy above all, stays as the gateway sends it.
   */
  async settings(settings: Record<string, string | null>): Promise<void> {
    const isPage = (url: URL) => url.pathname.endsWith('/');
    await this.page.route(isPage, async (route) => {
      const response = await route.fetch();
      let html = await response.text();
      for (const [name, value] of Object.entries(settings)) {
        html = html.replace(new RegExp(` ${name}=("[^"]*"|[^ >]*)`), '');
        if (value !== null) html = html.replace('<devserver-jobs', `<devserver-jobs ${name}="${value}"`);
      }
      await route.fulfill({ response, body: html });
    });
  }

  /** Everything that the page asks of the cloud. */
  static isCall(url: URL): boolean {
    return url.pathname.includes('/dev-servers/');
  }

  /** The answer to the next of them. */
  answered(): Promise<Response> {
    return this.page.waitForResponse((response) => JobsPage.isCall(new URL(response.url())));
  }

  /** Shows the fields of the filters, which are folded where something is set, and in a narrow window. */
  async unfold(): Promise<void> {
    const fold = this.filters.locator('.fold');
    if ((await fold.getAttribute('aria-expanded')) === 'false') await fold.click();
  }

  /** Answers the page's calls in the cloud's place. */
  async answer(body: unknown, status = 200, headers: Record<string, string> = {}): Promise<void> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    await this.page.unroute(JobsPage.isCall);
    await this.page.route(JobsPage.isCall, (route) =>
      route.fulfill({ status, body: text, headers: { 'Content-Type': 'application/json', ...headers } }),
    );
  }

  /** Lets the gateway answer again. */
  async answerNoMore(): Promise<void> {
    await this.page.unroute(JobsPage.isCall);
  }

  /** The ids of the jobs on screen, from top to bottom. */
  ids(): Promise<string[]> {
    return this.rows.evaluateAll((rows) => rows.map((row) => row.getAttribute('data-job-id') ?? ''));
  }

  /** The ids of all pages, from the present one on, which are turned. */
  async allIds(): Promise<string[]> {
    const ids = [];
    for (;;) {
      ids.push(...(await this.ids()));
      if ((await this.nextPage.getAttribute('aria-disabled')) === 'true') return ids;
      await this.nextPage.click();
    }
  }

  /**
   * What has the focus inside the component, how it is marked, and whether its middle is in sight and under nothing
   * else; `undefined` where the component does not have the focus.
   */
  focus(): Promise<{ name: string; outline: string; inSight: boolean } | undefined> {
    return this.element.evaluate((element) => {
      const root = element.shadowRoot;
      const focused = root?.activeElement;
      if (!root || !focused) return undefined;
      const { outlineStyle, outlineWidth } = getComputedStyle(focused);
      const { x, y, width, height } = focused.getBoundingClientRect();
      return {
        name: focused.getAttribute('aria-label') || focused.id || (focused as HTMLElement).innerText,
        outline: focused.matches(':focus-visible') ? `${outlineStyle} ${outlineWidth}` : 'none',
        inSight: focused.contains(root.elementFromPoint(x + width / 2, y + height / 2)),
      };
    });
  }

  /**
   * The controls that lie outside the page's width, by their names. The head of a narrow table is not drawn at all, and
   * the outcomes are a strip that scrolls by itself.
   */
  outside(): Promise<string[]> {
    return this.element.evaluate((element) => {
      const controls = [...(element.shadowRoot?.querySelectorAll('button, input, select') ?? [])];
      const out = controls.filter((control) => {
        const { left, right } = control.getBoundingClientRect();
        return !control.closest('thead, .chips') && (left < 0 || right > document.documentElement.clientWidth);
      });
      return out.map((control) => control.getAttribute('aria-label') || control.id || control.outerHTML);
    });
  }

  row(id: string): Locator {
    return this.page.locator(`tr[data-job-id="${id}"]`);
  }

  /** The texts of one column's cells, from top to bottom. */
  async column(column: Column): Promise<string[]> {
    const headers = await this.page.getByRole('columnheader').allInnerTexts();
    const at = headers.findIndex((text) => text.trim() === column);
    return this.rows.evaluateAll((rows, at) => rows.map((row) => (row.children[at] as HTMLElement).innerText), at);
  }

  header(column: Column): Locator {
    return this.page.getByRole('columnheader', { name: column });
  }

  async sort(column: Column): Promise<void> {
    await this.header(column).getByRole('button').click();
  }

  /** One of the values that an open combobox offers. */
  option(name: string | RegExp): Locator {
    return this.options.filter({ hasText: name });
  }

  async choose(combobox: Locator, name: string | RegExp): Promise<void> {
    await combobox.click();
    await this.option(name).click();
  }

  pageButton(page: string): Locator {
    return this.pages.getByRole('button', { name: `Page ${page}`, exact: true });
  }

  /** `1–20 of 320` where the user sees it; the same words stand in a live region too. */
  range(text: string): Locator {
    return this.page.locator('footer').getByText(text, { exact: true });
  }

  /** What screen readers are told without being asked. */
  announced(text: string): Locator {
    return this.page.getByRole('status').filter({ hasText: text });
  }

  copyId(name: string): Locator {
    return this.page.getByRole('button', { name: `Copy the ID of ${name}` });
  }

  zone(name: string | RegExp): Locator {
    return this.zones.getByRole('button', { name });
  }

  /** The button of an outcome, such as `Finished`; how many jobs came to it stands behind the name. */
  outcome(name: string): Locator {
    return this.outcomes.getByRole('button', { name: new RegExp(`^${name} [\\d,]+$`) });
  }

  /** The button that clears the filters where no job matches, in the table and not in the filter bar. */
  get clearFromTable(): Locator {
    return this.table.getByRole('button', { name: 'Clear filters' });
  }
}
