// What Vue's templates accept of the element, which their compiler asks of this type.
import type {} from 'devserver-jobs/vue';
import type { GlobalComponents } from 'vue';

type Props = InstanceType<GlobalComponents['devserver-jobs']>['$props'];

export const right: Props[] = [
  { projectId: 'demo', pageSize: 50, class: 'wide', onDevserverJobsLoad: ({ detail }) => console.log(detail.count) },
  { 'project-id': 'demo', 'page-size': 50 },
];

export const wrong: Props[] = [
  // @ts-expect-error
  { theme: 'blue' },
  // @ts-expect-error
  { onDevserverJobsLoad: ({ detail }) => detail.name },
];
