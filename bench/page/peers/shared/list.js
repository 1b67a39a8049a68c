// Which jobs are shown, and in which order. It touches no element.
import { COLUMNS, comparison, countOutcomes, hasWords, outcomeOf, searchText, wordsOf } from "./jobs.js";

const CREATED = COLUMNS.find(({ name }) => name === "created");

export class List {
  jobs = [];
  counts = countOutcomes([]);
  column = CREATED;
  descending = true;
  /** The outcomes that are chosen; none means all. */
  outcomes = new Set();
  #words = [];
  /** What is looked through, for each job. */
  #texts = [];
  /** The orders that have been made, by column and direction. */
  #orders = new Map();

  take(jobs) {
    this.jobs = jobs;
    this.counts = countOutcomes(jobs);
    this.#orders.clear();
    this.#texts = [];
    this.#prepare(this.#texts);
  }

  find(query) {
    this.#words = wordsOf(query);
  }

  toggle(outcome) {
    if (!this.outcomes.delete(outcome)) this.outcomes.add(outcome);
  }

  /** That column first its usual way, the second time the other way. */
  sortBy(column) {
    this.descending = this.column === column ? !this.descending : column.descending;
    this.column = column;
  }

  /** The places of the jobs to show. */
  shown() {
    const order = this.#order();
    const [words, outcomes] = [this.#words, this.outcomes];
    if (words.length === 0 && outcomes.size === 0) return order;
    const found = new Uint32Array(order.length);
    let length = 0;
    for (const place of order) {
      if (outcomes.size > 0 && !outcomes.has(outcomeOf(this.jobs[place]))) continue;
      if (words.length > 0 && !hasWords(this.#text(place), words)) continue;
      found[length++] = place;
    }
    return found.subarray(0, length);
  }

  #order() {
    const key = `${this.column.name} ${this.descending}`;
    let order = this.#orders.get(key);
    if (!order) {
      order = Uint32Array.from(this.jobs.keys());
      order.sort(this.#comparison());
      this.#orders.set(key, order);
    }
    return order;
  }

  #comparison() {
    const { jobs, column, descending } = this;
    if (column === CREATED) {
      // Numbers side by side: this order is the one that every reader waits for.
      const times = Float64Array.from(jobs, (job) => job.create_at);
      return descending ? (a, b) => times[b] - times[a] : (a, b) => times[a] - times[b];
    }
    const compare = comparison(column, descending);
    return (a, b) => compare(jobs[a], jobs[b]);
  }

  #text(place) {
    return (this.#texts[place] ??= searchText(this.jobs[place]));
  }

  /** Makes the texts while nothing else is to be done, so that the first letter waits for none of them. */
  #prepare(texts, from = 0) {
    requestIdleCallback((deadline) => {
      let place = from;
      while (place < this.jobs.length && deadline.timeRemaining() > 1) {
        for (const end = Math.min(place + 500, this.jobs.length); place < end; place += 1) this.#text(place);
        if (texts !== this.#texts) return;
      }
      if (texts === this.#texts && place < this.jobs.length) this.#prepare(texts, place);
    });
  }
}
