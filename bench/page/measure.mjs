// Visits every subject in every round, with the order rotated by one each time, and prints one line for each number:
// round, subject, name, value. Progress goes to standard error. Nothing is compared here.
//
// usage: node measure.mjs FOLDER PAGE ROUNDS; site.mjs describes the folders
import { Profile, Strangers } from "./browser.mjs";
import { CASES, Visitor } from "./cases.mjs";
import { Site } from "./site.mjs";
import { SUBJECTS } from "./subjects.mjs";

const [folder, page, rounds] = process.argv.slice(2);
const site = await Site.start(folder, page);
const profiles = new Map(SUBJECTS.map(({ name }) => [name, new Profile()]));
try {
  const start = performance.now();
  // Nothing is measured here, so this runs in parallel.
  await Promise.all(SUBJECTS.map((subject) => new Visitor(site, subject, profiles.get(subject.name)).prepare()));
  said("profiles that have been there", start);
  for (let round = 1; round <= Number(rounds); round += 1) {
    const strangers = await Strangers.start();
    try {
      for (const { name, times = 1, onlyFirstRound } of CASES) {
        if (onlyFirstRound && round > 1) continue;
        for (let place = 0; place < times * SUBJECTS.length; place += 1) {
          const subject = SUBJECTS[(place + round - 1) % SUBJECTS.length];
          await visit(new Visitor(site, subject, profiles.get(subject.name), strangers, round), name);
        }
      }
    } finally {
      await strangers.end();
    }
  }
} catch (error) {
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
} finally {
  for (const profile of profiles.values()) profile.end();
  await site.end();
}

async function visit(visitor, name) {
  const start = performance.now();
  const { subject, round } = visitor;
  let numbers;
  try {
    numbers = await visitor[name]();
  } catch (error) {
    throw new Error(`${subject.name}, ${name}: ${error.message}`);
  }
  for (const [key, values] of Object.entries(numbers)) {
    for (const value of [values].flat()) console.log([round, subject.name, key, value].join("\t"));
  }
  said(`round ${round}, ${name.padEnd(9)} ${subject.name.padEnd(14)}`, start);
}

function said(what, start) {
  console.error(`  ${what} ${((performance.now() - start) / 1000).toFixed(1)} s`);
}
