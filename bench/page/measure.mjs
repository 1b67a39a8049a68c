// Visits every subject in every round, the order moved by one each time, and prints one line for each number: the
// round, the subject, the name, the value. What it says besides goes to standard error. It compares nothing.
//
// usage: node measure.mjs FOLDER PAGE ROUNDS, with what site.mjs says in the folders
import { Visitor } from "./cases.mjs";
import { Site } from "./site.mjs";
import { SUBJECTS } from "./subjects.mjs";

const CASES = ["few", "phone", "many", "throttled", "slowly"];

const [folder, page, rounds] = process.argv.slice(2);
const site = await Site.start(folder, page);
try {
  for (let round = 1; round <= Number(rounds); round += 1) {
    for (const name of CASES) {
      for (const place of SUBJECTS.keys()) {
        const subject = SUBJECTS[(place + round - 1) % SUBJECTS.length];
        await visit(round, subject, name);
      }
    }
  }
} catch (error) {
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
} finally {
  await site.end();
}

async function visit(round, subject, name) {
  const start = performance.now();
  let numbers;
  try {
    numbers = await new Visitor(site, subject)[name]();
  } catch (error) {
    throw new Error(`${subject.name}, ${name}: ${error.message}`);
  }
  for (const [key, values] of Object.entries(numbers)) {
    for (const value of [values].flat()) console.log([round, subject.name, key, value].join("\t"));
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.error(`  round ${round}, ${name.padEnd(9)} ${subject.name.padEnd(14)} ${seconds} s`);
}
