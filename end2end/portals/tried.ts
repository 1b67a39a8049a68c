// In what the element is tested, by names, versions and ways; docs/embedding.md has the table of it. Tests nothing.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from '../process';

/** A way to use a host. */
export type Way = {
  name: string;
  /** Address on the server of the portals. */
  path: string;
};

export type Host = {
  name: string;
  /** Its package, as the package.json in this folder of the checkout names it. */
  package: [name: string, folder: string];
  ways: Way[];
};

const MODULE = '`element.js`';
const CLASSIC = '`devserver-jobs.classic.js`';

const ways = (path: string, names: Record<string, string>): Way[] =>
  Object.entries(names).map(([query, name]) => ({ name, path: `${path}?${query}` }));

/** They take a page with the element into their own, and let it go. */
export const MICRO_FRONTENDS: Host[] = [
  {
    name: 'qiankun',
    package: ['qiankun', 'examples/qiankun'],
    ways: ways('qiankun/', {
      'sandbox=on': `${CLASSIC} in the standard sandbox`,
      'sandbox=loose': 'in the loose one',
      'sandbox=strict': 'with `strictStyleIsolation`',
      'sandbox=scoped': 'with `experimentalStyleIsolation`',
      'sandbox=off': 'without a sandbox',
      'page=/portals/webpack-qiankun/': 'the package in an application of webpack',
    }),
  },
  {
    name: 'wujie',
    package: ['wujie', 'examples/wujie'],
    ways: ways('wujie/', {
      '': `${MODULE}`,
      alive: `${MODULE} with \`alive\``,
      degrade: `${MODULE} with \`degrade\``,
      'page=classic.html': CLASSIC,
      'page=classic.html&degrade': `${CLASSIC} with \`degrade\``,
    }),
  },
  {
    name: 'micro-app 0.8',
    package: ['micro-app-0.8', 'examples/micro-app'],
    ways: ways('micro-app/0.8.html', {
      '': `${CLASSIC} in the standard sandbox`,
      'sandbox=inline': 'with `inline`',
      'sandbox=shadowDOM': 'with `shadowDOM`',
      'sandbox=disable-sandbox': 'with `disable-sandbox`',
    }),
  },
  {
    name: 'micro-app 1.0',
    package: ['micro-app-1.0', 'examples/micro-app'],
    ways: ways('micro-app/', {
      '': `${CLASSIC} in the standard sandbox`,
      'sandbox=inline': 'with `inline`',
      'sandbox=shadowDOM': 'with `shadowDOM`',
      'sandbox=disable-sandbox': 'with `disable-sandbox`',
      'sandbox=iframe': 'with `iframe`',
      'sandbox=iframe&page=modules.html': `${MODULE} with \`iframe\``,
    }),
  },
  {
    name: 'single-spa',
    package: ['single-spa', 'examples/single-spa'],
    ways: ways('single-spa/', { '': 'the package in an application of Vite' }),
  },
];

const PORTALS = 'end2end/portals';

/** They make the same page of the package. */
export const BUNDLERS: Host[] = [
  { name: 'Vite', package: ['vite', PORTALS], ways: ways('portals/vite/', { '': 'as it is' }) },
  { name: 'webpack', package: ['webpack', PORTALS], ways: ways('portals/webpack/', { '': 'as it is' }) },
  { name: 'Parcel', package: ['parcel', PORTALS], ways: ways('portals/parcel/', { '': 'as it is' }) },
  {
    name: 'Rollup',
    package: ['rollup', PORTALS],
    ways: [
      { name: 'with `@web/rollup-plugin-import-meta-assets`', path: 'portals/rollup/' },
      { name: 'with the `.wasm` files copied', path: 'portals/rollup-copied/' },
    ],
  },
  { name: 'esbuild', package: ['esbuild', PORTALS], ways: ways('portals/esbuild/', { '': 'with the `.wasm` files copied' }) },
];

/** In them the address bar and the history are the router's. */
export const ROUTERS: Host[] = [
  {
    name: 'Vue Router',
    package: ['vue-router', PORTALS],
    ways: ways('portals/vue-router/', { '': 'Back and forward in history mode', hash: 'in hash mode' }),
  },
  {
    name: 'React Router',
    package: ['react-router', PORTALS],
    ways: ways('portals/react-router/', { '': 'Back and forward in history mode', hash: 'in hash mode' }),
  },
  {
    name: 'SvelteKit',
    package: ['@sveltejs/kit', PORTALS],
    ways: ways('portals/sveltekit/', { '': 'Back and forward' }),
  },
];

/** And what else has a test beside this file. */
const OTHERS: Host[] = [
  { name: 'zone.js', package: ['zone.js', PORTALS], ways: ways('portals/zone/', { '': 'the zone of Angular becomes stable' }) },
];

/** The lines of the table in docs/embedding.md. */
export function table(): string[] {
  const hosts = [...MICRO_FRONTENDS, ...BUNDLERS, ...ROUTERS, ...OTHERS];
  const rows = hosts.map(({ name, package: [packaged, folder], ways }) => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const version = { ...devDependencies, ...dependencies }[packaged].replace(/^npm:.*@/, '');
    return `| ${name} | ${version} | ${ways.map((way) => way.name).join('; ')} |`;
  });
  return ['| | version | |', '|---|---|---|', ...rows];
}
