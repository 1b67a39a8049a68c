// The five filters: the request of each, and their values in the address bar. No sorting, no paging.
import { expect, test } from './fixtures';
import { sorted } from './oracle';

const LIST = '/v1/demo/dev-servers/jobs';

test.beforeEach(async ({ page }) => {
  // So that delayed calls can be triggered and observed.
  await page.clock.install();
});

test('each filter is one call with exactly its documented parameter', async ({ page, jobs, calls, listed }) => {
  const [some] = await listed();
  if (!some) throw new Error('the demo list is empty');

  for (const [query, act] of [
    [`name=${some.name}`, () => jobs.name.fill(some.name).then(() => jobs.name.press('Enter'))],
    [`id=${some.id}`, () => jobs.id.fill(some.id).then(() => jobs.id.press('Enter'))],
    ['type=ASCEND_DIAGNOSIS', () => jobs.choose(jobs.type, /^Diagnosis/)],
    ['status=PROCESSING', () => jobs.choose(jobs.status, /^Processing/)],
    ['visible=true', () => jobs.visible.selectOption('Yes')],
    ['visible=false', () => jobs.visible.selectOption('No')],
  ] as const) {
    await jobs.goto();
    await expect(jobs.heading).toHaveText('Jobs (320)');
    calls.length = 0;

    const expected = await listed(query);
    expect(expected.length, query).toBeLessThan(320);
    await act();
    await expect(jobs.heading).toHaveText(`Jobs (${expected.length})`);
    expect(await jobs.ids(), query).toEqual(sorted(expected).slice(0, 20));
    await page.clock.runFor(10_000);
    expect(calls).toEqual([`${LIST}?${query}`]);
    await expect(page).toHaveURL(`/?filter-${query}`);
  }
});

test('all five together are one call for each step, in the documented order', async ({ jobs, calls, listed }) => {
  const [some] = await listed('visible=true&status=FINISHED');
  if (!some) throw new Error('the demo list holds no visible finished job');

  await jobs.goto();
  await expect(jobs.heading).toHaveText('Jobs (320)');
  calls.length = 0;
  await jobs.visible.selectOption('Yes');
  await jobs.choose(jobs.status, /^Finished/);
  await jobs.type.fill(some.type);
  await jobs.type.press('Enter');
  await jobs.name.fill(some.name);
  await jobs.name.press('Enter');
  await jobs.id.fill(some.id);
  await jobs.id.press('Enter');

  await expect(jobs.heading).toHaveText('Jobs (1)');
  expect(await jobs.ids()).toEqual([some.id]);
  expect(calls).toEqual([
    `${LIST}?visible=true`,
    `${LIST}?status=FINISHED&visible=true`,
    `${LIST}?type=${some.type}&status=FINISHED&visible=true`,
    `${LIST}?name=${some.name}&type=${some.type}&status=FINISHED&visible=true`,
    `${LIST}?id=${some.id}&name=${some.name}&type=${some.type}&status=FINISHED&visible=true`,
  ]);
});

test('name and id count on Enter or on leaving the field, not while they are typed', async ({ page, jobs, calls }) => {
  await jobs.goto();
  await expect(jobs.heading).toHaveText('Jobs (320)');

  for (const [field, typed, parameters] of [
    [jobs.name, 'diag', 'name=diag'],
    [jobs.id, '0a', 'id=0a&name=diag'],
  ] as const) {
    calls.length = 0;
    await field.pressSequentially(typed);
    await page.clock.runFor(10_000);
    expect(calls, 'while it is typed').toEqual([]);

    await field.press('Enter');
    await expect.poll(() => calls).toEqual([`${LIST}?${parameters}`]);
    await field.press('Tab');
    await page.clock.runFor(10_000);
    expect(calls, 'leaving the field after Enter changes nothing').toHaveLength(1);
  }

  calls.length = 0;
  await jobs.id.fill('');
  await jobs.id.press('Tab');
  await expect.poll(() => calls).toEqual([`${LIST}?name=diag`]);
  await jobs.name.fill('  padded  ');
  await jobs.name.press('Shift+Tab');
  await expect.poll(() => calls).toEqual([`${LIST}?name=diag`, `${LIST}?name=padded`]);
});

test('what is typed is sent as it is, whatever the characters', async ({ page, jobs, calls }) => {
  await jobs.goto();
  const typed = '升级 & a+b/c?d#e%f=g';
  await jobs.name.fill(typed);
  await jobs.name.press('Enter');
  await expect(page.getByRole('cell').getByText('No matches')).toBeVisible();
  expect(calls.at(-1)).toBe(`${LIST}?name=${encodeURIComponent(typed)}`);

  await page.reload();
  await jobs.unfold();
  await expect(jobs.name).toHaveValue(typed);
  await expect.poll(() => calls.at(-1)).toBe(`${LIST}?name=${encodeURIComponent(typed)}`);
});

test('an id that is too long is refused in words and asks nothing', async ({ page, jobs, calls }) => {
  await jobs.goto();
  await expect(jobs.heading).toHaveText('Jobs (320)');
  await jobs.id.fill('a'.repeat(65));
  await jobs.id.press('Enter');
  await expect(jobs.alert).toHaveText('A job ID can contain up to 64 characters. This one has 65.');
  await expect(jobs.id).toHaveAccessibleDescription(/up to 64 characters/);
  await page.clock.runFor(10_000);
  expect(calls).toEqual([LIST]);

  await jobs.id.fill('a'.repeat(64));
  await jobs.id.press('Enter');
  await expect(jobs.alert).toBeHidden();
  await expect.poll(() => calls.at(-1)).toBe(`${LIST}?id=${'a'.repeat(64)}`);
});

test('type and status take any text, because both are open sets', async ({ page, jobs, calls, listed }) => {
  const stressTests = await listed('type=ASCEND_STRESS_TEST');
  const queued = await listed('status=QUEUED');
  expect([stressTests.length, queued.length]).not.toContain(0);

  await jobs.goto();
  await jobs.type.fill('ASCEND_STRESS_TEST');
  await jobs.type.press('Enter');
  await expect(jobs.heading).toHaveText(`Jobs (${stressTests.length})`);
  await jobs.type.fill('');
  await jobs.type.press('Enter');
  await expect(jobs.heading).toHaveText('Jobs (320)');
  await jobs.status.fill('QUEUED');
  await jobs.status.press('Tab');
  await expect(jobs.heading).toHaveText(`Jobs (${queued.length})`);
  await expect(jobs.status).toHaveValue('QUEUED');
  expect(calls).toEqual([LIST, `${LIST}?type=ASCEND_STRESS_TEST`, LIST, `${LIST}?status=QUEUED`]);
  await expect(page).toHaveURL('/?filter-status=QUEUED');
});

test('the known values are offered by name and raw value, and narrowed by what is typed', async ({ page, jobs, calls }) => {
  await jobs.goto();
  await jobs.type.click();
  await expect(page.getByRole('listbox', { name: 'Type' }).getByRole('option')).toHaveText([
    'Any',
    /^Software upgrade\s*ASCEND_SOFTWARE_UPGRADE$/,
    /^Software query\s*ASCEND_SOFTWARE_QUERY$/,
    /^Diagnosis\s*ASCEND_DIAGNOSIS$/,
    /^System configuration\s*ASCEND_SYSTEM_CONFIG$/,
    /^Log collection\s*LOG_COLLECT$/,
    /^Service deployment\s*SERVICE_DEPLOY$/,
    /^Common\s*COMMON$/,
  ]);
  await jobs.type.fill('soft');
  await expect(jobs.options).toHaveText([/^Software upgrade/, /^Software query/]);
  // Escape first closes the list, and then restores the previous value.
  await jobs.type.press('Escape');
  await expect(jobs.options).toHaveCount(0);
  await expect(jobs.type).toHaveValue('soft');
  await jobs.type.press('Escape');
  await expect(jobs.type).toHaveValue('');

  await jobs.status.click();
  await expect(page.getByRole('listbox', { name: 'Status' }).getByRole('option')).toHaveText([
    'Any',
    /^Processing\s*PROCESSING$/,
    /^Finished\s*FINISHED$/,
    /^Active\s*ACTIVE$/,
    /^Deleted\s*DELETED$/,
  ]);
  await jobs.status.press('Tab');
  expect(calls, 'looking is not choosing').toEqual([LIST]);
});

test('reload, back and forward restore every filter', async ({ page, jobs, listed }) => {
  const finished = await listed('status=FINISHED');
  const both = await listed('type=LOG_COLLECT&status=FINISHED');
  const all = await listed('name=log&type=LOG_COLLECT&status=FINISHED&visible=true');
  expect(new Set([320, finished.length, both.length, all.length]).size).toBe(4);

  await jobs.goto();
  await jobs.choose(jobs.status, /^Finished/);
  await expect(jobs.heading).toHaveText(`Jobs (${finished.length})`);
  await jobs.choose(jobs.type, /^Log collection/);
  await expect(jobs.heading).toHaveText(`Jobs (${both.length})`);
  await jobs.name.fill('log');
  await jobs.name.press('Enter');
  await jobs.visible.selectOption('Yes');
  await expect(jobs.heading).toHaveText(`Jobs (${all.length})`);

  await page.reload();
  await expect(jobs.heading).toHaveText(`Jobs (${all.length})`);
  await jobs.unfold();
  await expect(jobs.name).toHaveValue('log');
  await expect(jobs.type).toHaveValue('Log collection');
  await expect(jobs.status).toHaveValue('Finished');
  await expect(jobs.visible).toHaveValue('true');
  expect(await jobs.ids()).toEqual(sorted(all).slice(0, 20));

  await page.goBack();
  await expect(jobs.visible).toHaveValue('');
  await page.goBack();
  await expect(jobs.name).toHaveValue('');
  await expect(jobs.heading).toHaveText(`Jobs (${both.length})`);
  await page.goBack();
  await expect(jobs.type).toHaveValue('');
  await expect(jobs.heading).toHaveText(`Jobs (${finished.length})`);
  await page.goBack();
  await expect(jobs.status).toHaveValue('');
  await expect(jobs.heading).toHaveText('Jobs (320)');
  await expect(page).toHaveURL('/');

  await page.goForward();
  await page.goForward();
  await expect(jobs.heading).toHaveText(`Jobs (${both.length})`);
  await expect(jobs.status).toHaveValue('Finished');
  await expect(jobs.type).toHaveValue('Log collection');
  expect(await jobs.ids()).toEqual(sorted(both).slice(0, 20));
});

test('what is invalid in the address is dropped, and what is foreign stays', async ({ page, jobs, calls }) => {
  const invalid = {
    'project-id': 'not_one',
    'filter-id': 'a'.repeat(65),
    'filter-visible': 'maybe',
    sort: 'shoe-size',
    page: '0',
    'page-size': 'all',
  };
  await jobs.goto(`${new URLSearchParams(invalid)}&tab=servers#top`);
  await expect(jobs.heading).toHaveText('Jobs (320)');
  await expect(jobs.range('1–20 of 320')).toBeVisible();
  await expect(jobs.header('Created')).toHaveAttribute('aria-sort', 'descending');
  expect(calls).toEqual([LIST]);
  await expect(page).toHaveURL('/?tab=servers#top');
});

test('the valid parts of an address count beside invalid ones', async ({ page, jobs, calls }) => {
  await jobs.goto('filter-status=FINISHED&filter-visible=maybe&page-size=10&sort=updated&page=2');
  await jobs.unfold();
  await expect(jobs.status).toHaveValue('Finished');
  await expect(jobs.currentPage).toHaveAccessibleName('Page 2');
  await expect(jobs.rows).toHaveCount(10);
  await expect(jobs.header('Updated')).toHaveAttribute('aria-sort', 'ascending');
  expect(calls).toEqual([`${LIST}?status=FINISHED`]);
  await expect(page).not.toHaveURL(/maybe/);
  const { searchParams } = new URL(page.url());
  expect(Object.fromEntries(searchParams)).toEqual({
    'filter-status': 'FINISHED',
    'page-size': '10',
    sort: 'updated',
    page: '2',
  });
});

test('a filter of the settings can be cleared, and stays so', async ({ page, jobs, calls, listed }) => {
  const active = await listed('status=ACTIVE');
  await jobs.settings({ 'filter-status': 'ACTIVE' });
  await jobs.goto();
  await expect(jobs.heading).toHaveText(`Jobs (${active.length})`);
  await jobs.clear.click();
  await expect(jobs.heading).toHaveText('Jobs (320)');
  await page.reload();
  await expect(jobs.heading).toHaveText('Jobs (320)');
  expect(calls).toEqual([`${LIST}?status=ACTIVE`, LIST, LIST]);
});

test('one action clears all filters', async ({ page, jobs, calls }) => {
  await jobs.goto('filter-name=diag&filter-type=ASCEND_DIAGNOSIS&filter-visible=true');
  await jobs.unfold();
  await expect(jobs.type).toHaveValue('Diagnosis');
  calls.length = 0;
  await jobs.clear.click();
  await expect(jobs.heading).toHaveText('Jobs (320)');
  expect(calls).toEqual([LIST]);
  for (const field of [jobs.name, jobs.id, jobs.type, jobs.status, jobs.visible]) await expect(field).toHaveValue('');
  await expect(page).toHaveURL('/');
  await expect(jobs.clear).toBeDisabled();
});

test('no match says so and offers the way back', async ({ page, jobs }) => {
  await jobs.goto('filter-name=no-job-is-called-so');
  await expect(page.getByRole('cell').getByText('No matches')).toBeVisible();
  await expect(page.getByText('No jobs')).toBeHidden();
  await expect(jobs.rows).toHaveCount(0);
  await jobs.clearFromTable.click();
  await expect(jobs.heading).toHaveText('Jobs (320)');
  await expect(jobs.rows).toHaveCount(20);
});

test('a change of filter goes to the first page', async ({ page, jobs, listed }) => {
  const finished = await listed('status=FINISHED');
  expect(finished.length).toBeGreaterThan(60);
  await jobs.goto('page=3');
  await expect(jobs.range('41–60 of 320')).toBeVisible();
  await jobs.choose(jobs.status, /^Finished/);
  await expect(jobs.range(`1–20 of ${finished.length}`)).toBeVisible();
  await expect(page).toHaveURL('/?filter-status=FINISHED');
});

// With a job open on a laptop, only two rows were visible beside it, because the fields took the space.
test('beside a detail the fields are folded, unless the reader has opened them', async ({ page, jobs }) => {
  await jobs.goto();
  await expect(jobs.name).toBeVisible();
  const fold = jobs.filters.getByRole('button', { name: 'Filters', exact: true });
  const link = jobs.rows.getByRole('link').first();
  await link.click();
  await expect(jobs.name).toBeHidden();
  await expect(fold).toHaveAttribute('aria-expanded', 'false');
  await page.keyboard.press('Escape');
  await expect(jobs.name).toBeVisible();
  await expect(fold).toHaveAttribute('aria-expanded', 'true');

  await link.click();
  await fold.click();
  await expect(jobs.name).toBeVisible();
  await page.keyboard.press('Escape');
  await link.click();
  await expect(jobs.element.locator('.tasks li').first()).toBeVisible();
  await expect(jobs.name).toBeVisible();
});
