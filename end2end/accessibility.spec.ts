// For users who do not see the page or do not use a pointer: axe-core in every state, and journeys by keyboard.
import type { Locator, Page } from '@playwright/test';

import { axe, expect, test } from './fixtures';
import { JobsPage } from './jobs-page';
import { sorted } from './oracle';

const FAILED = /Failed to load resource/;
/** Few rows for scenes that are not about rows, because axe-core takes time for each. */
const FEW = 'page-size=3';
const PHONE = { width: 360, height: 800 };

test.describe('axe-core finds nothing in', () => {
  type Scene = { jobs: JobsPage; page: Page };

  const never = () => new Promise<void>(() => {});
  const scenes: Record<string, (scene: Scene) => Promise<void>> = {
    'the list': async ({ jobs }) => {
      await jobs.goto();
      await expect(jobs.rows).toHaveCount(20);
    },
    'every kind of row': async ({ jobs }) => {
      const kinds = [
        ['PROCESSING', 0],
        ['PROCESSING', 2],
        ['FINISHED', 0],
        ['FINISHED', 3],
        ['FINISHED', null],
        ['ACTIVE', 0],
        ['DELETED', 0],
        ['QUEUED', 0],
        [null, 0],
      ];
      const data = kinds.map(([status, abnormal_count], id) => ({ id: `${id}`, name: `job-${id}`, status, abnormal_count }));
      await jobs.answer({ data: [...data, {}] });
      await jobs.goto();
      await expect(jobs.rows).toHaveCount(10);
    },
    'an open popup': async ({ jobs }) => {
      await jobs.goto(`${FEW}&filter-type=ASCEND_DIAGNOSIS`);
      await expect(jobs.rows).toHaveCount(3);
      await jobs.unfold();
      await jobs.type.click();
      await jobs.type.press('ArrowDown');
      await expect(jobs.option('Diagnosis')).toBeVisible();
    },
    'the first load': async ({ page, jobs }) => {
      await page.route(JobsPage.isCall, never);
      await jobs.goto(FEW);
      await expect(jobs.placeholders).toHaveCount(3);
    },
    'a refresh under way': async ({ page, jobs }) => {
      await jobs.goto(FEW);
      await expect(jobs.rows).toHaveCount(3);
      await page.route(JobsPage.isCall, never);
      await jobs.refresh.click();
      await expect(jobs.table).toHaveAttribute('aria-busy', 'true');
    },
    'no match': async ({ page, jobs }) => {
      await jobs.goto('filter-name=no-job-is-called-so');
      await expect(page.getByRole('cell').getByText('No matches')).toBeVisible();
    },
    'a list that is narrowed': async ({ jobs }) => {
      await jobs.goto(`${FEW}&find=diag&outcome=finished-with-failures`);
      await expect(jobs.rows).toHaveCount(3);
      await expect(jobs.element.locator('mark')).not.toHaveCount(0);
    },
    'nothing found': async ({ jobs }) => {
      await jobs.goto('filter-status=FINISHED&find=no-job-is-called-so&outcome=processing');
      await expect(jobs.nothing.getByRole('button')).toHaveCount(3);
    },
    'an empty project': async ({ page, jobs }) => {
      await jobs.answer({ data: [] });
      await jobs.goto();
      await expect(page.getByRole('cell').getByText('No jobs', { exact: true })).toBeVisible();
    },
    'an error on the first load': async ({ jobs }) => {
      await jobs.answer({ error_code: 'X.1', error_msg: 'Why.', request_id: 'r' }, 500);
      await jobs.goto();
      await expect(jobs.alert).toBeVisible();
    },
    'an error over rows': async ({ jobs }) => {
      await jobs.goto(FEW);
      await expect(jobs.rows).toHaveCount(3);
      await jobs.answer({ error_code: 'X.1', error_msg: 'Why.', request_id: 'r' }, 500);
      await jobs.refresh.click();
      await expect(jobs.alert).toBeVisible();
    },
    'a list that is not complete': async ({ jobs }) => {
      await jobs.answer({ data: [{ id: '1' }, 7], total: 9 });
      await jobs.goto();
      await expect(jobs.notice).toBeVisible();
    },
    'a filter that is refused': async ({ jobs }) => {
      await jobs.goto(FEW);
      await jobs.id.fill('a'.repeat(65));
      await jobs.id.press('Enter');
      await expect(jobs.alert).toBeVisible();
    },
    'the question for a project': async ({ jobs }) => {
      await jobs.settings({ 'project-id': null, projects: 'demo,other' });
      await jobs.goto();
      await jobs.showJobs.click();
      await expect(jobs.projectId).toHaveAttribute('aria-invalid', 'true');
    },
    'a narrow window': async ({ page, jobs }) => {
      await page.setViewportSize(PHONE);
      await jobs.goto(FEW);
      await expect(jobs.rows).toHaveCount(3);
      await expect(jobs.sortBy).toBeVisible();
    },
    'rows that are marked': async ({ page, jobs }) => {
      await jobs.goto(FEW);
      await expect(page.getByRole('grid')).toBeVisible();
      await jobs.rows.first().getByRole('link').focus();
      await page.keyboard.press('Space');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      await expect(page.getByRole('button', { name: 'Marked: 1, Clear marks' })).toBeVisible();
    },
    'the menu of tools': async ({ page, jobs }) => {
      await jobs.goto(FEW);
      await expect(jobs.rows).toHaveCount(3);
      await page.getByRole('button', { name: 'More', exact: true }).click();
      await expect(page.getByRole('menu')).toBeVisible();
    },
    'the watched jobs': async ({ page, jobs }) => {
      await jobs.goto(FEW);
      await page.getByRole('button', { name: /^Watch / }).first().click();
      await page.getByRole('button', { name: /^Watched jobs/ }).click();
      await expect(page.locator('.watched .menu')).toBeVisible();
    },
    'the data issues': async ({ page, jobs }) => {
      await jobs.goto(FEW);
      await page.getByRole('button', { name: /^Data issues/ }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
    ...Object.fromEntries(
      ['Export', 'Copy request', 'Views', 'Preferences', 'Keyboard shortcuts'].map((tool) => [
        `the dialog ${tool}`,
        async ({ page, jobs }: Scene) => {
          await jobs.goto(FEW);
          await expect(jobs.rows).toHaveCount(3);
          await page.getByRole('button', { name: 'More', exact: true }).click();
          await page.getByRole('menuitem', { name: tool }).click();
          await expect(page.getByRole('dialog', { name: tool })).toBeVisible();
        },
      ]),
    ),
    Chinese: async ({ page, jobs }) => {
      await jobs.settings({ locale: 'zh-CN' });
      await jobs.goto(FEW);
      await expect(page.getByRole('heading', { name: '任务 (320)' })).toBeVisible();
    },
  };

  for (const [name, scene] of Object.entries(scenes)) {
    test(name, async ({ page, jobs, browserConsole }) => {
      browserConsole.allow(FAILED);
      await scene({ page, jobs });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await test.step(colorScheme, () => axe(page));
      }
    });
  }
});

test.describe('by keyboard alone', () => {
  test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

  /** Presses Tab until a control has the focus; on the way, each focus must be visible. */
  async function tabTo(jobs: JobsPage, wanted: Locator, atMost: number, key = 'Tab'): Promise<void> {
    for (let press = 0; press < atMost; press += 1) {
      await jobs.page.keyboard.press(key);
      const focus = await jobs.focus();
      expect(focus, `the focus on ${focus?.name} is seen`).toMatchObject({ outline: 'solid 2px', inSight: true });
      if (await wanted.evaluate((element) => element.matches(':focus'))) return;
    }
    await expect(wanted, `reached within ${atMost} presses`).toBeFocused();
  }

  test('filter, sort, copy and turn the page', async ({ page, jobs, listed }) => {
    const found = sorted(await listed('type=ASCEND_DIAGNOSIS'), 'Name', 'ascending');
    await jobs.goto();
    await expect(jobs.heading).toHaveText('Jobs (320)');

    // Pause and the interval stand before it; More, Filters and Name behind it.
    await tabTo(jobs, jobs.refresh, 3);
    await tabTo(jobs, jobs.type, 4);
    await expect(jobs.type).toHaveAttribute('aria-expanded', 'false');
    await page.keyboard.press('ArrowDown');
    await expect(jobs.type).toHaveAttribute('aria-expanded', 'true');
    // “Any” is what is set, so the way begins there.
    for (const at of [0, 1, 2, 3]) {
      if (at > 0) await page.keyboard.press('ArrowDown');
      const id = await jobs.options.nth(at).getAttribute('id');
      await expect(jobs.type).toHaveAttribute('aria-activedescendant', id ?? '');
    }
    await page.keyboard.press('Enter');
    await expect(jobs.heading).toHaveText(`Jobs (${found.length})`);
    await expect(jobs.type).toHaveValue('Diagnosis');
    await expect(jobs.type).toBeFocused();
    await expect(jobs.type).toHaveAttribute('aria-expanded', 'false');

    // Status, Visible, Job ID, Clear filters, up to ten controls of time, find, the outcomes, Type, User, Group failures, and then the table, which
    // is one stop.
    const outcomes = await jobs.outcomes.getByRole('button').count();
    await tabTo(jobs, jobs.rows.first().getByRole('link'), 19 + outcomes);
    await page.keyboard.press('Control+Home');
    await expect(jobs.header('Name').getByRole('button')).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(jobs.header('Name')).toHaveAttribute('aria-sort', 'ascending');
    await expect.poll(() => jobs.ids()).toEqual(found.slice(0, 20));
    await expect(jobs.header('Name').getByRole('button'), 'to sort again').toBeFocused();

    const copy = jobs.row(found[0] ?? '').getByRole('button');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    await expect(copy).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(jobs.announced('Copied')).toBeAttached();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(found[0]);
    await expect(copy).toBeFocused();

    // Rows per page, Previous page, the present page, and the next one.
    await tabTo(jobs, jobs.pageButton('2'), 4);
    await page.keyboard.press('Enter');
    await expect(jobs.pageButton('2')).toBeFocused();
    await expect(jobs.pageButton('2')).toHaveAttribute('aria-current', 'page');
    expect(await jobs.ids()).toEqual(found.slice(20, 40));
  });

  test('no focus is out of sight, however narrow the window', async ({ page, jobs }) => {
    await page.setViewportSize(PHONE);
    await jobs.goto('page-size=3');
    await expect(jobs.rows).toHaveCount(3);
    await jobs.unfold();
    await jobs.id.focus();
    // Clear filters, up to twelve controls of time, find, the outcomes, Type, User, Group failures, Sort by, three rows with
    // up to three stops each, Rows per page, Previous page, the first page. The eight buttons of the head, which is not drawn here, are either not among the stops or come into
    // sight.
    const outcomes = await jobs.outcomes.getByRole('button').count();
    await tabTo(jobs, jobs.pageButton('1'), 8 + 30 + outcomes);
  });

  test('the list of choices opens at either end, goes round, and closes on Escape', async ({ page, jobs, calls }) => {
    await jobs.goto();
    await expect(jobs.heading).toHaveText('Jobs (320)');
    await jobs.status.focus();
    await page.keyboard.type('f');
    await expect(jobs.options).toHaveText([/^Finished/]);
    await page.keyboard.press('Escape');
    await expect(jobs.options).toHaveCount(0);
    await page.keyboard.press('Escape');
    await expect(jobs.status).toHaveValue('');

    await page.keyboard.press('ArrowUp');
    await expect(jobs.options).toHaveCount(5);
    await page.keyboard.press('ArrowUp');
    await expect(jobs.status).toHaveAttribute(
      'aria-activedescendant',
      (await jobs.option('Deleted').getAttribute('id')) ?? '',
    );
    await page.keyboard.press('ArrowDown');
    await expect(jobs.status).toHaveAttribute(
      'aria-activedescendant',
      (await jobs.option('Any').getAttribute('id')) ?? '',
    );
    await page.keyboard.press('Tab');
    await expect(jobs.options).toHaveCount(0);
    await expect(jobs.visible).toBeFocused();
    expect(calls, 'looking is not choosing').toHaveLength(1);
  });

  test('the whole way back is open', async ({ jobs }) => {
    await jobs.goto();
    await expect(jobs.heading).toHaveText('Jobs (320)');
    await jobs.goToPage.focus();
    // Backwards: Next page, seven places of which one is a gap, Previous page, and Rows per page.
    await tabTo(jobs, jobs.rowsPerPage, 9, 'Shift+Tab');
  });

  for (const [name, arrange, control] of [
    ['Clear filters', (jobs: JobsPage) => jobs.goto('filter-name=diag'), (jobs: JobsPage) => jobs.clear],
    ['Clear filters of no match', (jobs: JobsPage) => jobs.goto('filter-name=none'), (jobs: JobsPage) => jobs.clearFromTable],
    [
      'Retry',
      async (jobs: JobsPage) => {
        await jobs.answer({}, 500);
        await jobs.goto();
        await expect(jobs.alert).toBeVisible();
        await jobs.answerNoMore();
      },
      (jobs: JobsPage) => jobs.retry,
    ],
    [
      'Show jobs',
      async (jobs: JobsPage) => {
        await jobs.settings({ 'project-id': null });
        await jobs.goto();
        await jobs.projectId.fill('demo');
      },
      (jobs: JobsPage) => jobs.showJobs,
    ],
  ] as const) {
    test(`a control that goes away hands its focus on: ${name}`, async ({ jobs, browserConsole }) => {
      browserConsole.allow(FAILED);
      await arrange(jobs);
      await control(jobs).press('Enter');
      await expect(jobs.heading).toHaveText('Jobs (320)');
      expect(await jobs.focus(), 'the focus stays inside the component').toBeDefined();
    });
  }
});

test('a refresh leaves the focus in its row', async ({ jobs, listed }) => {
  const [third] = sorted(await listed()).slice(2);
  const copy = jobs.row(third ?? '').getByRole('button', { name: /^Copy/ });
  await jobs.goto();
  await copy.focus();
  const refreshed = jobs.answered();
  await jobs.refresh.dispatchEvent('click');
  await refreshed;
  await expect(jobs.table).toHaveAttribute('aria-busy', 'false');
  await expect(copy).toBeFocused();
});

test('what changes is told to those who do not see it', async ({ jobs, listed }) => {
  const finished = await listed('status=FINISHED');
  await jobs.goto();
  await expect(jobs.announced('1–20 of 320')).toBeAttached();
  await jobs.nextPage.click();
  await expect(jobs.announced('21–40 of 320')).toBeAttached();
  await jobs.choose(jobs.status, /^Finished/);
  await expect(jobs.announced(`1–20 of ${finished.length}`)).toBeAttached();
  await jobs.name.fill('no-job-is-called-so');
  await jobs.name.press('Enter');
  await expect(jobs.announced('No matches')).toBeAttached();
});

test('sorting is told in the header, and nowhere twice', async ({ page, jobs }) => {
  await jobs.goto();
  await expect(jobs.header('Created')).toHaveAttribute('aria-sort', 'descending');
  await expect(page.locator('[aria-sort]')).toHaveCount(1);
  await jobs.sort('Failed nodes');
  await expect(jobs.header('Failed nodes')).toHaveAttribute('aria-sort', 'descending');
  await expect(page.locator('[aria-sort]')).toHaveCount(1);
});

test('the table keeps its meaning where it is drawn as cards', async ({ page, jobs }) => {
  await page.setViewportSize(PHONE);
  await jobs.goto();
  await expect(jobs.rows).toHaveCount(20);
  await expect(jobs.table).toBeVisible();
  const row = page.getByRole('row').filter({ has: jobs.copyId('log-collect-18de') });
  await expect(row).toHaveCount(1);
  await expect(row.getByRole('rowheader')).toContainText('log-collect-18de');
  await expect(row.getByRole('gridcell')).toHaveCount(7);
  await expect(page.getByRole('columnheader')).toHaveCount(8);
});

test('a clipboard that refuses is said', async ({ page, jobs, context }) => {
  await context.clearPermissions();
  await page.addInitScript(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
    document.execCommand = () => false;
  });
  await jobs.goto();
  await jobs.copyId('log-collect-18de').click();
  await expect(jobs.announced('Failed to copy')).toBeAttached();
});

// On a portal without a secure context, and in a frame without the permission, copying failed and left nothing.
test('where the clipboard API refuses, the document copies', async ({ page, jobs, context }) => {
  await context.clearPermissions();
  await page.addInitScript(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
    document.addEventListener('copy', () => {
      const field = document.querySelector('devserver-jobs')?.shadowRoot?.activeElement;
      document.title = (field as HTMLTextAreaElement).value;
    });
  });
  await jobs.goto();
  const button = jobs.copyId('log-collect-18de');
  await button.click();
  await expect(jobs.announced('Copied')).toBeAttached();
  await expect(page).toHaveTitle(/^[0-9a-f-]{36}$/);
  await expect(button).toBeFocused();
});
