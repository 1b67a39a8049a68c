// What Svelte's templates accept of the element, which their compiler asks of this type.
import type {} from 'devserver-jobs/svelte';
import type { SvelteHTMLElements } from 'svelte/elements';

type Props = SvelteHTMLElements['devserver-jobs'];

export const right: Props[] = [
  { projectId: 'demo', pageSize: 50, class: 'wide', 'ondevserver-jobs-load': ({ detail }) => console.log(detail.count) },
  { 'project-id': 'demo', 'page-size': 50 },
];

export const wrong: Props[] = [
  // @ts-expect-error
  { theme: 'blue' },
  // @ts-expect-error
  { 'ondevserver-jobs-load': ({ detail }) => detail.name },
];
